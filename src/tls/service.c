#define _GNU_SOURCE
#include "tls/service.h"

#include "os/clock.h"
#include "os/obituary.h"
#include "os/privilege.h"
#include "os/scoreboard.h"
#include "tls/cage.h"
#include "tls/reuse.h"
#include "tls/service_parts.h"
#include "tls/wipe.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

/* The interval at which the dates of certificates are examined. */
#define DATES_MS (INT64_C(3600) * 1000)

/* The interval at which their files are examined. */
#define FILES_MS 2000

_Static_assert(OPTIONS_HANDSHAKES_MOST <= CROWD_HANDSHAKES, "crowd has room");

static volatile sig_atomic_t terms;
static volatile sig_atomic_t ended; /* see service_told */

static void
on_signal(int number, siginfo_t *info, void *unused)
{
	(void)unused;
	if (number == SIGTERM)
		terms += terms < 2;
	else /* the signal names nobody if the kernel had no memory for that */
		ended = info->si_code > 0 ? info->si_pid : -1;
}

pid_t
service_told(void)
{
	pid_t pid = ended;

	ended = 0;
	return pid;
}

void
service_complain(
    const struct service_state *s, const char *subject, const char *why)
{
	log_complain(s->log, span_str(subject), why);
}

static int64_t
until(int64_t then_ms, int64_t now_ms, int64_t most_ms)
{
	int64_t left = then_ms > now_ms ? then_ms - now_ms : 0;

	return left < most_ms ? left : most_ms;
}

/* Connections wait for the end of others in a crowd that is full. */
static enum brood_haste
haste(const struct service_state *s)
{
	return brood_is_large(s->brood) && crowd_is_full(&s->crowd)
		   ? BROOD_URGENT
		   : BROOD_CALM;
}

/*
 * Fills in what to wait for.  Returns the number of descriptors, and in
 * *wait_ms how long.
 */
static size_t
arrange(struct service_state *s, int64_t *wait_ms)
{
	int64_t now_ms = clock_mono_ms();
	bool paused = s->paused_until_ms > now_ms;
	size_t n = 0;

	*wait_ms = terms == 0 ? until(s->files_ms, now_ms, FILES_MS) : FILES_MS;
	if (paused)
		*wait_ms = until(s->paused_until_ms, now_ms, *wait_ms);
	else if (s->turn_ms >= 0)
		*wait_ms = until(s->turn_ms, now_ms, *wait_ms);
	*wait_ms = brood_ms(s->brood, haste(s), *wait_ms);
	s->poll[n++] = (struct pollfd){ .fd = s->stuck ? HANDED_CHANNEL : -1,
		.events = POLLOUT };
	s->poll[n++] = (struct pollfd){ .fd = s->reuses ? s->epoll : -1,
		.events = POLLIN };
	for (unsigned i = 0; i < s->nlisteners; i++)
		s->poll[n++] =
		    (struct pollfd){ .fd = paused ? -1 : s->listener[i],
			    .events = POLLIN };
	for (size_t i = 0; i < s->crowd.used; i++) {
		if (s->crowd.member[i].state != CROWD_HANDSHAKE)
			continue;
		s->polled[n] = i;
		s->poll[n++] = (struct pollfd){ .fd = s->crowd.member[i].fd,
			.events = POLLIN };
	}
	return n;
}

static void
act(struct service_state *s, size_t n)
{
	size_t first = 2 + s->nlisteners;

	if (s->poll[0].revents != 0)
		service_hand_rest(s);
	for (size_t i = first; i < n; i++)
		if (s->poll[i].revents != 0)
			service_hear(s, &s->crowd.member[s->polled[i]]);
	if (s->poll[1].revents != 0)
		service_reuse_hear(s);
	for (size_t i = 2; i < first; i++)
		if (s->poll[i].revents != 0)
			service_accept(s, s->listener[i - 2]);
}

static void
stop_listening(struct service_state *s)
{
	for (unsigned i = 0; i < s->nlisteners; i++)
		close(s->listener[i]);
	s->nlisteners = 0;
}

/*
 * Reports changed files to minihttpd, which starts another process to take
 * over.
 */
static void
check_files(struct service_state *s)
{
	static const char byte = HANDED_BROKEN;

	if (terms > 0 || clock_mono_ms() < s->files_ms)
		return;
	s->files_ms = clock_mono_ms() + FILES_MS;
	if (stamp_has_changed(&s->load.stamp, s->o))
		(void)!write(HANDED_READY, &byte, 1); /* it may have ended */
}

/*
 * Takes signals here, since ppoll(2) takes none while there is always something
 * to read.
 */
static void
take_signals(const struct service_state *s)
{
	sigset_t blocked;

	(void)sigprocmask(SIG_SETMASK, &s->unblocked, &blocked);
	(void)sigprocmask(SIG_SETMASK, &blocked, NULL);
}

/* Serves, and returns an exit code. */
static int
serve(struct service_state *s)
{
	for (;;) {
		struct timespec wait;
		int64_t wait_ms;
		size_t n;

		take_signals(s);
		if (terms > 0)
			stop_listening(s);
		if (terms > 1)
			service_end_all(s);
		service_reap(s, haste(s));
		if (s->keys_ended) {
			service_complain(s, "key process", "has ended");
			return EX_SOFTWARE;
		}
		service_begin(s);
		service_reuse_thin(s, terms > 0);
		if (terms > 0 && (service_is_empty(s) || terms > 1))
			return EX_OK;
		check_files(s);
		if (clock_mono_ms() >= s->dates_ms) {
			s->dates_ms = clock_mono_ms() + DATES_MS;
			service_load_look(&s->load, s->log);
		}
		n = arrange(s, &wait_ms);
		wait = (struct timespec){ wait_ms / 1000,
			wait_ms % 1000 * 1000000 };
		if (ppoll(s->poll, n, &wait, &s->unblocked) > 0)
			act(s, n);
	}
}

static bool
take_descriptors(struct service_state *s)
{
	int type = 0, on = 1, defer = 5;
	socklen_t n = sizeof type;
	bool good =
	    getsockopt(HANDED_CHANNEL, SOL_SOCKET, SO_TYPE, &type, &n) == 0 &&
	    type == SOCK_SEQPACKET && fcntl(HANDED_READY, F_GETFD) >= 0;

	for (int fd = HANDED_SOCKETS; s->nlisteners < LIMIT_LISTEN; fd++) {
		type = 0;
		if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &type, &n) < 0 ||
		    type == 0)
			break;
		if (fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK) < 0) {
			service_complain(s, "listening", strerror(errno));
			return false;
		}
		(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
		/* a silent connection is not worth a process */
		(void)setsockopt(
		    fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &defer, sizeof defer);
		s->listener[s->nlisteners++] = fd;
	}
	if (!good || s->nlisteners == 0)
		service_complain(
		    s, "--service", "can be given by minihttpd only");
	return good && s->nlisteners > 0;
}

static void
catch_signals(struct service_state *s)
{
	struct sigaction act = { .sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO };
	sigset_t both;

	sigemptyset(&both);
	sigaddset(&both, SIGTERM);
	sigaddset(&both, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &both, &s->unblocked);
	(void)sigaction(SIGTERM, &act, NULL);
	(void)sigaction(SIGCHLD, &act, NULL);
	(void)signal(SIGHUP, SIG_IGN);
}

static bool
make_room(struct service_state *s)
{
	struct crowd *c = &s->crowd;
	size_t polled = 2 + LIMIT_LISTEN + s->o->handshakes;

	*c = (struct crowd){ .handshakes = s->o->handshakes,
		.connections = s->o->connections,
		.per_source = s->o->per_source };
	c->member = calloc(crowd_places(c), sizeof *c->member);
	s->poll = calloc(polled, sizeof *s->poll);
	s->polled = calloc(polled, sizeof *s->polled);
	s->brood = brood_new((uint32_t)crowd_places(c) + 1);
	s->reuses = WIPE_POSSIBLE && s->o->per_process > 1;
	if (s->reuses && (s->epoll = reuse_open()) < 0)
		return false;
	return c->member != NULL && s->poll != NULL && s->polled != NULL &&
	       s->brood != NULL;
}

/*
 * Makes malloc put adjacent free pieces together now.  Otherwise each of the
 * forked processes would do that, with copies of the pages.
 */
static void
unite_free(void)
{
#ifdef __GLIBC__
	(void)malloc_trim(0);
#endif
}

/* Reports when each certificate expires: see daemon/tls_words. */
static void
tell_dates(const struct service_state *s)
{
	char buf[LIMIT_CERTIFICATES * SERVICE_LOAD_DATE];
	struct text t = TEXT(buf);

	for (size_t i = 0; i < s->load.n; i++)
		service_load_put_date(&t, &s->load.certificate[i]);
	if (text_fits(&t)) /* minihttpd may have ended */
		(void)!write(HANDED_READY, buf, t.n);
}

/*
 * Gives up all rights that the loop does not need.  As root it keeps the
 * capabilities to examine the files of certificates, to let its children become
 * nobody, and to end them.  Returns NULL, or what has failed.
 */
static const char *
confine(const struct log *log, bool reuses)
{
	obituary_prepare(log, OBITUARY_OF_ALL);
	if (privilege_keep(
		PRIVILEGE_SEARCH | PRIVILEGE_KILL | PRIVILEGE_USERS) < 0)
		return "capabilities cannot be given up";
	return cage_enter(reuses ? CAGE_REUSING : CAGE_SERVICE, NULL, 0)
		   ? NULL
		   : CAGE_NOT;
}

/*
 * Runs the service.  Until it is ready, errors go to the report of the start.
 */
int
service_run(const struct options *o, struct log *log)
{
	static struct service_state s;
	char byte = HANDED_GOOD;
	const char *why;

	s.o = o;
	s.log = log;
	if (!take_descriptors(&s))
		return EX_USAGE;
	log->fd = HANDED_READY;
	catch_signals(&s);
	if (!make_room(&s)) {
		service_complain(&s, "", strerror(ENOMEM));
		return EX_OSERR;
	}
	if (!service_load(&s.load, o, log))
		return EX_CONFIG;
	brood_add(s.brood, (uint32_t)crowd_places(&s.crowd), s.load.keys.pid);
	unite_free();
	why = confine(log, s.reuses);
	if (why != NULL) {
		service_complain(&s, "", why);
		return EX_CONFIG;
	}
	s.dates_ms = clock_mono_ms() + DATES_MS;
	log->fd = STDERR_FILENO;
	tell_dates(&s);
	(void)!write(HANDED_READY, &byte, 1); /* minihttpd may have ended */
	return serve(&s);
}
