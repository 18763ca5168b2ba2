#define _GNU_SOURCE
#include "base/source.h"
#include "os/clock.h"
#include "os/privilege.h"
#include "os/scoreboard.h"
#include "os/socket.h"
#include "tls/cage.h"
#include "tls/connection.h"
#include "tls/passing.h"
#include "tls/service_parts.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The most connections that are accepted in a row. */
#define BATCH 64

/* --- in the process of a connection --- */

static const char *
confine(struct connection *c)
{
	const char *why = handshake_begin(c->handshake, c->key);

	/* cage.def allows descriptors 0 and 1 only */
	if (dup2(c->fd, STDIN_FILENO) < 0 ||
	    dup2(c->handler, STDOUT_FILENO) < 0)
		why = "the descriptors cannot be moved";
	c->fd = STDIN_FILENO;
	c->handler = STDOUT_FILENO;
	connection_prepare(c);
	if (why == NULL && privilege_held() &&
	    privilege_become(CAGE_USER, CAGE_USER) < 0)
		why = "root cannot be given up";
	if (why == NULL && !cage_enter(CAGE_HANDSHAKE, &c->key, 1))
		why = CAGE_NOT;
	return why;
}

static _Noreturn void
be_connection(const struct service_state *s, struct connection *c)
{
	const char *why;

	/*
	 * SIGTERM stays blocked: the handler ends on it, and this process after
	 * the handler
	 */
	why = confine(c);
	if (why != NULL)
		service_complain(s, "", why);
	else
		connection_serve(c);
	_exit(0);
}

/* --- in the service --- */

void
service_run_short(struct service_state *s, const char *subject, int err)
{
	int64_t now_ms = clock_mono_ms();

	if (now_ms >= s->paused_until_ms + SERVICE_QUIET_MS)
		service_complain(s, subject, strerror(-err));
	s->paused_until_ms = now_ms + SERVICE_PAUSE_MS;
}

static void
report_closed(struct service_state *s)
{
	int64_t now_ms = clock_mono_ms();

	if (s->warned_ms != 0 && now_ms < s->warned_ms + SERVICE_QUIET_MS)
		return;
	s->warned_ms = now_ms;
	service_complain(s, "TLS handshakes",
	    "too many are under way: the oldest of the busiest source are "
	    "closed");
}

void
service_accept(struct service_state *s, int listener)
{
	for (int i = 0; i < BATCH; i++) {
		union socket_name name;
		socklen_t n = sizeof name;
		struct address client;
		struct crowd_member *m;
		bool dropped;
		int fd = accept4(
		    listener, &name.any, &n, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0) {
			if (errno != EAGAIN && errno != EINTR &&
			    errno != ECONNABORTED)
				service_run_short(s, "accept", -errno);
			return;
		}
		socket_address(&name, &client);
		m = &s->crowd.member[crowd_enter(&s->crowd, &dropped)];
		if (dropped) {
			close(m->fd);
			report_closed(s);
		}
		*m = (struct crowd_member){ .state = CROWD_WAITING,
			.source = source_of(&client),
			.since_ms = clock_mono_ms(),
			.fd = fd };
		s->turn_ms = 0;
	}
}

static void
hand_over(struct service_state *s, struct crowd_member *m)
{
	ssize_t n = passing_send(
	    HANDED_CHANNEL, (struct span){ "", 1 }, m->fd, MSG_DONTWAIT);

	if (n == -EAGAIN || n == -ETOOMANYREFS || n == -ENOBUFS ||
	    n == -ENOMEM) {
		m->state = CROWD_READY;
		s->stuck = true;
		return;
	}
	/* passed on, or not accepted because minihttpd stops */
	close(m->fd);
	m->fd = -1;
	m->state = CROWD_SERVED;
}

void
service_hear(struct service_state *s, struct crowd_member *m)
{
	char first;

	s->turn_ms = 0;
	if (recv(m->fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) == 1) {
		hand_over(s, m);
		return;
	}
	close(m->fd); /* no handshake was made, and the process ends */
	m->fd = -1;
	m->state = CROWD_SERVED;
}

/* Called for a process that has ended; the key process has the last place. */
static void
bury(int64_t place, pid_t pid, int status, void *arg)
{
	struct service_state *s = arg;
	struct crowd_member *m;

	(void)pid;
	(void)status;
	if (place < 0)
		return;
	if ((size_t)place == crowd_places(&s->crowd)) {
		s->keys_ended = true;
		return;
	}
	m = &s->crowd.member[place];
	/* the connection may be ready to be handed over */
	if (m->state == CROWD_HANDSHAKE)
		service_hear(s, m);
	if (m->fd >= 0)
		close(m->fd);
	service_reuse_dismiss(s, m);
	*m = (struct crowd_member){ .state = CROWD_FREE };
	s->turn_ms = 0;
}

void
service_reap(struct service_state *s, enum brood_haste haste)
{
	pid_t told = service_told();

	if (told != 0 || brood_is_due(s->brood, haste))
		brood_reap(s->brood, told, haste, bury, s);
}

/*
 * Starts the process of a connection.  Returns its pid, or -errno; *half is the
 * service's end of the pair.
 */
static int
start(const struct service_state *s, struct connection *c, bool busy, int *half)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		pair) < 0)
		return -errno;
	c->handler = pair[0];
	c->key = key_service_connect(&s->load.keys);
	pid = c->key < 0 ? c->key : fork();
	if (pid == 0) {
		/* in a flood, handshakes leave the processor to others */
		if (busy)
			(void)setpriority(PRIO_PROCESS, 0, SERVICE_BUSY_NICE);
		be_connection(s, c);
	}
	if (pid < 0 && c->key >= 0)
		pid = -errno;
	if (c->key >= 0)
		close(c->key);
	close(pair[0]);
	if (pid < 0)
		close(pair[1]);
	*half = pair[1];
	return pid;
}

static void
begin(struct service_state *s, struct crowd_member *m, bool busy)
{
	struct connection c = { .fd = m->fd,
		.timeout_ms = s->o->timeout_ms,
		.pump = s->o->pump,
		.handshake = &s->load.handshake,
		.log = s->log };
	union socket_name name;
	socklen_t n = sizeof name;
	int pid, half = -1;

	if (getpeername(c.fd, &name.any, &n) < 0) { /* the client has gone */
		close(c.fd);
		m->state = CROWD_FREE;
		return;
	}
	socket_address(&name, &c.client);
	if (s->reuses) {
		service_reuse_begin(s, m, &c, busy);
		return;
	}
	pid = start(s, &c, busy, &half);
	if (pid < 0) {
		/* the connection stays in the queue */
		service_run_short(s, "fork", pid);
		return;
	}
	close(c.fd);
	m->state = CROWD_HANDSHAKE;
	m->since_ms = clock_mono_ms();
	m->pid = pid;
	m->fd = half;
	brood_add(s->brood, (uint32_t)(m - s->crowd.member), pid);
}

static void
push_out(struct service_state *s, struct crowd_member *m)
{
	(void)kill(m->pid, SIGKILL);
	service_reuse_dismiss(s, m);
	close(m->fd);
	m->fd = -1;
	m->state = CROWD_SERVED; /* until the process is reaped */
	m->source = 0;
	report_closed(s);
}

/*
 * Says whose turn it is.  Processes that have ended count for their source
 * until they are reaped, so nobody is refused before.
 */
static enum crowd_answer
choose(struct service_state *s, int64_t now_ms, struct crowd_turn *turn)
{
	enum crowd_answer answer = crowd_next(&s->crowd, now_ms, turn);

	if (answer != CROWD_REFUSE ||
	    !(s->reuses || brood_is_due(s->brood, BROOD_NOW)))
		return answer;
	service_reuse_hear(s);
	service_reap(s, BROOD_NOW);
	return crowd_next(&s->crowd, now_ms, turn);
}

void
service_begin(struct service_state *s)
{
	int64_t now_ms = clock_mono_ms();
	struct crowd_turn turn;
	struct crowd_member *member = s->crowd.member;

	if (s->turn_ms < 0 || now_ms < s->turn_ms ||
	    now_ms < s->paused_until_ms)
		return;
	s->turn_ms = now_ms; /* another member may begin at once */
	switch (choose(s, now_ms, &turn)) {
	case CROWD_NOBODY:
		s->turn_ms = turn.wait_ms < 0 ? -1 : now_ms + turn.wait_ms;
		break;
	case CROWD_REFUSE:
		close(member[turn.who].fd);
		member[turn.who].state = CROWD_FREE;
		break;
	case CROWD_PUSH:
		push_out(s, &member[turn.victim]);
		begin(s, &member[turn.who], turn.busy);
		break;
	case CROWD_BEGIN:
		begin(s, &member[turn.who], turn.busy);
		break;
	}
}

void
service_hand_rest(struct service_state *s)
{
	s->stuck = false;
	for (size_t i = 0; i < s->crowd.used && !s->stuck; i++)
		if (s->crowd.member[i].state == CROWD_READY)
			hand_over(s, &s->crowd.member[i]);
}

bool
service_is_empty(const struct service_state *s)
{
	for (size_t i = 0; i < s->crowd.used; i++)
		if (s->crowd.member[i].state != CROWD_FREE)
			return false;
	return true;
}

void
service_end_all(const struct service_state *s)
{
	for (size_t i = 0; i < s->crowd.used; i++)
		if (s->crowd.member[i].pid > 0)
			(void)kill(s->crowd.member[i].pid, SIGKILL);
}
