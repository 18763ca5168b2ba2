#define _GNU_SOURCE
#include "server/worker.h"

#include "os/activation.h"
#include "os/clock.h"
#include "os/crew.h"
#include "os/listener.h"
#include "os/obituary.h"
#include "os/pipe.h"
#include "server/rate_ask.h"
#include "server/worker_link.h"
#include "site/rate_rule.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

void
worker_report(struct log *error)
{
	if (error->fd >= 0 && fcntl(HANDED_READY, F_GETFD) >= 0)
		error->fd = HANDED_READY;
}

/*
 * Takes the last socket as that of minihttp-tls, which may follow the listening
 * sockets.
 */
static void
take_handing(struct listener_sockets *s, int fd)
{
	int type = 0;
	socklen_t n = sizeof type;

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) < 0 ||
	    type != SOCK_SEQPACKET)
		return;
	s->fd[s->n++] = fd;
	s->handing = 1;
}

int
worker_inherit(struct worker *w, int number, struct log *error)
{
	struct address nobody;
	int flags = fcntl(STDERR_FILENO, F_GETFL);

	w->number = (uint16_t)number;
	w->ready = HANDED_READY;
	w->board = scoreboard_attach(HANDED_SCOREBOARD);
	if (w->board == NULL)
		return -errno;
	(void)close(HANDED_SCOREBOARD);
	(void)close(HANDED_CONF);
	if (error->waits && flags >= 0 && (flags & O_NONBLOCK) != 0)
		log_pipe(error, &w->lost);
	for (int fd = HANDED_SOCKETS;
	     w->sockets.n < LIMIT_LISTEN &&
	     activation_of(fd, &nobody) == ACTIVATION_LISTENER;
	     fd++)
		w->sockets.fd[w->sockets.n++] = fd;
	take_handing(&w->sockets, HANDED_SOCKETS + (int)w->sockets.n);
	return w->sockets.n > 0 ? 0 : -ENOTCONN;
}

bool
worker_follow(pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	return getppid() == parent;
}

int
worker_alone(struct worker *w, const struct conf *conf)
{
	w->ready = -1;
	w->sockets =
	    (struct listener_sockets){ .fd = { STDIN_FILENO }, .n = 1 };
	w->board = scoreboard_new((uint32_t)conf->max_connections);
	return w->board == NULL ? -errno : 0;
}

static bool
is_proxy(const struct address *peer, void *arg)
{
	const struct worker *w = arg;

	return peer->family == ADDRESS_TLS ||
	       conf_is_proxy(w->service->conf, peer);
}

static bool
is_spent(void *arg)
{
	const struct worker *w = arg;

	return w->spent;
}

/*
 * Returns true if the peer is a proxy that names the visitor in a field of each
 * request.
 */
static bool
names(const struct address *peer, void *arg)
{
	const struct worker *w = arg;

	return conf_lists(&w->service->conf->forwarders.from, peer);
}

static bool
exempt(const struct address *peer, void *arg)
{
	const struct worker *w = arg;

	return conf_lists(&w->service->conf->rate_from, peer);
}

/*
 * Returns true if the peer may see the status page, and speaks for nobody else.
 */
static bool
learns(const struct address *peer, void *arg)
{
	const struct worker *w = arg;

	return !is_proxy(peer, arg) && !names(peer, arg) &&
	       statuspage_is_for(w->service->conf, peer);
}

static void
limited(uint64_t source, uint32_t rule, void *arg)
{
	const struct worker *w = arg;

	rate_note_limited(&w->note, source, rule);
}

/* --- runs in a child --- */

static bool
begin(int fd, int channel, void *arg)
{
	struct worker *w = arg; /* a child's own copy of it */

	w->lost = 0;
	/*
	 * Closes a socket that an inetd has put at descriptor 0.  Otherwise 0
	 * to 2 stay.
	 */
	if (w->sockets.fd[0] == STDIN_FILENO)
		(void)close(STDIN_FILENO);
	return confine_child(w->confine, fd, channel);
}

static uint8_t
lost(void *arg)
{
	const struct worker *w = arg;

	return w->lost < UINT8_MAX ? (uint8_t)w->lost : UINT8_MAX;
}

/* Serves a connection that the listener accepted. */
static void
serve(int channel, int fd, const struct address *peer, void *arg)
{
	struct worker *w = arg;
	const struct conf *conf = w->service->conf;
	struct service service = *w->service;
	struct worker_link link = { channel, &w->spent, false };
	struct pace pace = { -1, (int64_t)conf->send_timeout_ms,
		conf->send_min_rate };

	worker_link_join(&link, &service);
	if (w->work.attendance != NULL) {
		service.attendance = w->work.attendance;
		service.note = w->work.attendance->note;
	}
	if (peer->family == ADDRESS_TLS)
		wire_init_handed(w->wire, fd, &pace);
	else
		wire_init_socket(w->wire, fd, &pace);
	if (service.take != NULL)
		rate_ask_begin(w->conn);
	conn_serve(w->conn, &service, w->wire, peer);
	if (service.take != NULL)
		rate_ask_end(w->conn);
	if (w->wire->handed > 0)
		close(w->wire->handed);
}

/* --- runs in the listener --- */

static void
put_event(const struct worker *w, const struct listener_event *event)
{
	char buf[256];
	struct text t = TEXT(buf);

	switch (event->happening) {
	case LISTENER_SENT_AWAY:
		address_put(&t, &event->peer);
		log_complain(w->error, TEXT_SPAN(t),
		    "refused with 503, has reached MaxConnectionsPerSource");
		return;
	case LISTENER_FAST:
		address_put(&t, &event->peer);
		log_complain(w->error, TEXT_SPAN(t),
		    "refused with 503, exceeds ConnectionRate");
		return;
	case LISTENER_FULL:
		text_u64(&t, event->n);
		log_complain(w->error, TEXT_SPAN(t),
		    "connections reach MaxConnections, others wait");
		return;
	case LISTENER_SHORT:
		log_complain(
		    w->error, SPAN("accept or fork"), strerror((int)event->n));
		return;
	case LISTENER_KILLED:
		obituary_put_signal(&t, (int)event->n);
		log_complain(w->error, TEXT_SPAN(t),
		    event->n == SIGSYS ? "ended the process of a connection, "
					 "which made a forbidden system call"
				       : "ended the process of a connection");
		return;
	}
}

static void
tell(const struct listener_event *event, void *arg)
{
	struct worker *w = arg;

	put_event(w, event);
	w->board->lost += w->lost;
	w->lost = 0;
}

/* Returns true if a path that this process watches leads elsewhere now. */
static bool
moved(void *arg)
{
	struct worker *w = arg;

	return worker_watch_moved(&w->watch, &w->confine->sandbox, w->error);
}

/* The roles of this process; processes that are forked later have the same. */
#define ROLES (SANDBOX_SOCKET | SANDBOX_LISTENER)

/*
 * Returns true if everything that the configuration names was opened.  Counters
 * are not considered: a site can be served without them, and a reload should
 * not end workers that have them.
 */
static bool
is_whole(const struct worker *w)
{
	const struct service *s = w->service;

	return !s->broken && (s->conf->counters.n == 0 || s->counters != NULL);
}

static void
ready(void *arg)
{
	struct worker *w = arg;
	char byte;

	clock_locate();
	/* for a child that serves one connection it would not pay */
	if (w->limits.per_process > 1)
		clock_often();
	if (w->apart)
		sandbox_part_stack(&w->confine->sandbox);
	if (!confine_enter(w->confine, ROLES))
		w->service->broken = true;
	w->board->worker[w->number].confined = w->confine->sandbox.active;
	if (w->ready < 0)
		return;
	if (w->board->strict && !is_whole(w))
		_exit(EX_CONFIG);
	byte = w->service->broken ? HANDED_BROKEN : HANDED_GOOD;
	if (w->error->fd == w->ready)
		w->error->fd = STDERR_FILENO;
	(void)!write(w->ready, &byte, 1); /* minihttpd may have ended */
	(void)close(w->ready);
	w->ready = -1;
}

static void
set_limits(struct worker *w, const struct conf *conf)
{
	struct listener_limits *limits = &w->limits;

	*limits = (struct listener_limits){
		.per_source = conf->max_connections_per_source,
		.per_process = conf->connections_per_process,
		.failures = conf->max_auth_failures,
		.idle_exit_ms = (int64_t)conf->idle_exit_ms,
		.drain_ms = (int64_t)conf->drain_timeout_ms,
		.connections =
		    rate_rule_find(conf, CONF_RATE_CONNECTION, SPAN("")),
		.nrates = (uint32_t)conf->nrates,
	};
	for (size_t i = 0; i < conf->nrates; i++)
		limits->rate[i] = conf->rate[i].bucket;
}

static void
set_work(struct worker *w, const struct conf *conf)
{
	bool relayed = conf->proxies.n > 0 || w->sockets.handing > 0;

	w->work = (struct listener_work){
		.begin = begin,
		.serve = serve,
		.lost = lost,
		.is_proxy = relayed ? is_proxy : NULL,
		.names = conf->forwarders.from.n > 0 ? names : NULL,
		.spent = is_spent,
		.exempt = conf->rate_from.n > 0 ? exempt : NULL,
		.limited = limited,
		.asked = conf_has_passwords(conf) || rate_rule_asks(conf),
		.attendance = conf->status_page.n > 0 ? w->attendance : NULL,
		.learns = learns,
		.tell = tell,
		.moved = w->ready < 0 ? moved : NULL,
		.ready = ready,
		.arg = w,
		.sandbox = &w->confine->sandbox,
		.busy = SPAN("HTTP/1.1 503 Service Unavailable\r\n"
			     "Retry-After: 1\r\n"
			     "Content-Length: 0\r\n"
			     "Connection: close\r\n\r\n"),
		.worker = w->number,
		.channel = -1,
	};
}

bool
worker_has_channel(const struct conf *conf)
{
	return conf->connections_per_process > 1 || conf->proxies.n > 0 ||
	       conf_has_passwords(conf) || rate_rule_asks(conf);
}

int
worker_run(struct worker *w)
{
	char paths[4 * LIMIT_PATH]; /* lives as long as the process */
	const struct conf *conf = w->service->conf;

	if (w->ready < 0) /* minihttpd watches the paths for its workers */
		worker_watch_begin(
		    &w->watch, w->service, w->confine, TEXT(paths));
	set_limits(w, conf);
	set_work(w, conf);
	pipe_shut(STDERR_FILENO); /* the log of all connections */
	w->confine->sockets = &w->sockets;
	w->confine->ready = w->ready;
	confine_close(w->confine, ROLES);
	if (w->sockets.handing > 0 || worker_has_channel(conf)) {
		w->work.channel = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (w->work.channel < 0)
			return -errno;
	}
	w->confine->channel = w->work.channel;
	return listener_run(
	    &w->listener, &w->sockets, &w->limits, &w->work, w->board);
}
