#define _GNU_SOURCE
#include "os/listener.h"

#include "os/activation.h"
#include "os/clock.h"
#include "os/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* After a failure that may pass (EMFILE, ENOMEM): no spinning. */
#define PAUSE_MS 100

/* Sources that were sent away: so many get their answer in peace. */
#define PARKED 64

/* A silent connection is not worth a process: wait for its first bytes. */
#define DEFER_S 5

struct child {
	pid_t pid; /* 0: the place is free */
	struct address peer;
};

struct listener {
	int fd;
	const struct listener_limits *limits;
	const struct listener_work *work;
	struct child *child; /* limits->connections of them */
	uint64_t running;
	int parked[PARKED];
	size_t next_parked;
	int64_t idle_since_ms, pause_until_ms;
};

/* What accepted sockets inherit on Linux, set once instead of on each. */
static int
prepare(int fd)
{
	int on = 1, defer = DEFER_S, flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	/* These fail on a Unix socket, which has no need of them. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	(void)setsockopt(
	    fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &defer, sizeof defer);
	return 0;
}

static bool
same_source(const struct address *a, const struct address *b)
{
	return a->family == b->family &&
	       memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

static bool
is_over_share(const struct listener *l, const struct address *peer)
{
	uint64_t n = 0;

	if (l->limits->per_source == 0 || peer->family == ADDRESS_UNIX)
		return false;
	for (uint64_t i = 0; i < l->limits->connections; i++)
		n += l->child[i].pid != 0 &&
		     same_source(&l->child[i].peer, peer);
	return n >= l->limits->per_source;
}

/*
 * "Busy", without a fork and without reading.  The request lies unread, so
 * that closing would reset the connection before the answer is read: it is
 * closed when its place is wanted again.
 */
static void
send_away(struct listener *l, int fd)
{
	int *place = &l->parked[l->next_parked++ % PARKED];

	(void)send(fd, l->work->busy.p, l->work->busy.n,
	    MSG_DONTWAIT | MSG_NOSIGNAL); /* an empty buffer takes it whole */
	(void)shutdown(fd, SHUT_WR);
	if (*place >= 0)
		close(*place);
	*place = fd;
}

static void
forget_parked(struct listener *l)
{
	for (size_t i = 0; i < PARKED; i++) {
		if (l->parked[i] >= 0)
			close(l->parked[i]);
		l->parked[i] = -1;
	}
}

static void
run_child(struct listener *l, int fd, const struct address *peer)
{
	struct sigaction usual = { .sa_handler = SIG_DFL };

	(void)sigaction(SIGCHLD, &usual, NULL);
	forget_parked(l);
	close(l->fd);
	l->work->serve(fd, peer, l->work->arg);
	_exit(0);
}

static void
start_child(struct listener *l, int fd, const struct address *peer)
{
	uint64_t i = 0;
	pid_t pid = fork();

	if (pid == 0)
		run_child(l, fd, peer);
	if (pid < 0) { /* EAGAIN, ENOMEM */
		send_away(l, fd);
		l->pause_until_ms = clock_mono_ms() + PAUSE_MS;
		return;
	}
	while (l->child[i].pid != 0) /* running < connections: there is one */
		i++;
	l->child[i] = (struct child){ pid, *peer };
	l->running++;
	close(fd);
}

static void
accept_one(struct listener *l)
{
	struct address peer;
	int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
		    errno == ENOBUFS) {
			forget_parked(l);
			l->pause_until_ms = clock_mono_ms() + PAUSE_MS;
		}
		return; /* EAGAIN, ECONNABORTED: it was another's, or is gone */
	}
	if (activation_of(fd, &peer) != ACTIVATION_CONNECTION) {
		close(fd);
		return;
	}
	if (is_over_share(l, &peer))
		send_away(l, fd);
	else
		start_child(l, fd, &peer);
}

static void
reap(struct listener *l)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		for (uint64_t i = 0; i < l->limits->connections; i++)
			if (l->child[i].pid == pid) {
				l->child[i].pid = 0;
				l->running--;
				l->idle_since_ms = clock_mono_ms();
				break;
			}
}

static void
signal_children(const struct listener *l, int number)
{
	for (uint64_t i = 0; i < l->limits->connections; i++)
		if (l->child[i].pid != 0)
			(void)kill(l->child[i].pid, number);
}

/* How long to wait at most; -1 without end, 0 to leave. */
static int64_t
next_timeout(const struct listener *l, bool accepting)
{
	int64_t now = clock_mono_ms(), left;

	if (!accepting && l->pause_until_ms > now)
		return l->pause_until_ms - now;
	if (l->running > 0 || l->limits->idle_exit_ms == 0)
		return -1;
	left = l->idle_since_ms + l->limits->idle_exit_ms - now;
	return left > 0 ? left : 0;
}

/* Until it is idle for long enough, or told to stop. */
static void
accept_all(struct listener *l)
{
	while (stop_asked() == 0) {
		bool accepting = l->running < l->limits->connections &&
				 clock_mono_ms() >= l->pause_until_ms;
		struct pollfd p = { .fd = accepting ? l->fd : -1,
			.events = POLLIN };
		int64_t timeout = next_timeout(l, accepting);
		int ready;

		ready = stop_poll(&p, timeout);
		if (ready == 0 && timeout == 0)
			return; /* idle, and nobody came while we looked */
		if (ready > 0)
			accept_one(l);
		reap(l);
	}
}

/* Lets the exchanges at hand end, in bounded time. */
static void
drain(struct listener *l)
{
	int64_t deadline = clock_mono_ms() + l->limits->drain_ms;

	signal_children(l, SIGTERM);
	while (l->running > 0) {
		struct pollfd none = { .fd = -1 };
		int64_t left = deadline - clock_mono_ms();

		if (left <= 0 || stop_asked() > 1)
			break;
		(void)stop_poll(&none, left);
		reap(l);
	}
	signal_children(l, SIGKILL);
	while (l->running > 0 && waitpid(-1, NULL, 0) > 0)
		l->running--;
}

int
listener_run(int fd, const struct listener_limits *limits,
    const struct listener_work *work)
{
	struct listener l = { .fd = fd,
		.limits = limits,
		.work = work,
		.idle_since_ms = clock_mono_ms() };
	size_t size = limits->connections * sizeof *l.child;
	int err = prepare(fd);

	if (err < 0)
		return err;
	l.child = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (l.child == MAP_FAILED)
		return -errno;
	for (size_t i = 0; i < PARKED; i++)
		l.parked[i] = -1;
	stop_take();
	accept_all(&l);
	if (stop_asked() > 0)
		drain(&l);
	forget_parked(&l);
	(void)munmap(l.child, size);
	return 0;
}
