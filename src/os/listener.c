#define _GNU_SOURCE
#include "os/listener.h"

#include "os/clock.h"
#include "os/stop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* After a failure that may pass (EMFILE, ENOMEM): no spinning. */
#define PAUSE_MS 100

/*
 * While connections come thick and fast, no child interrupts us by its end:
 * so many are reaped together, or those there are after a pause this long.
 */
#define BATCH 16
#define CALM_MS 10

/* A child that waits for longer than this is one too many. */
#define SPARE_MS 2000

/* While children accept, their parent looks whether the site has moved. */
#define CREW_LOOK_MS 1000

_Static_assert(LISTENER_KILLED < BOARD_KINDS, "each has its time on the board");

struct listener {
	struct door door;
	const struct listener_limits *limits;
	const struct listener_work *work;
	struct board *board;
	struct board_worker *self;
	struct board_place *place; /* in a child: its own */
	int hungry;                /* eventfd: no child waits; or -1 */
	unsigned started;          /* children, since we last reaped */
	pid_t pid;                 /* of the parent */
	int64_t idle_since_ms, pause_until_ms, look_ms;
};

static void
tell(struct listener *l, enum listener_happening what,
    const struct address *peer, uint64_t n)
{
	struct listener_event event = { .happening = what, .n = n };

	if (!board_may_tell(l->board, what, clock_mono_ms()))
		return;
	if (peer != NULL)
		event.peer = *peer;
	l->work->tell(&event, l->work->arg);
}

/* It may pass: until then nobody looks at the sockets. */
static void
run_short(struct listener *l, int err)
{
	door_forget(&l->door);
	l->pause_until_ms = clock_mono_ms() + PAUSE_MS;
	tell(l, LISTENER_SHORT, NULL, (uint64_t)-err);
}

static bool
is_paused(struct listener *l)
{
	if (l->pause_until_ms != 0 && clock_mono_ms() >= l->pause_until_ms)
		l->pause_until_ms = 0;
	return l->pause_until_ms != 0;
}

static void
reap(struct listener *l)
{
	int status;
	pid_t pid;

	l->started = 0;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (l->self->running > 0)
			l->self->running--;
		if (l->limits->idle_exit_ms > 0)
			l->idle_since_ms = clock_mono_ms();
		if (l->limits->per_process == 1 || !WIFEXITED(status))
			board_forget(l->board, pid);
		if (WIFEXITED(status))
			continue;
		l->board->crashed++;
		tell(l, LISTENER_KILLED, NULL, (uint64_t)WTERMSIG(status));
	}
}

/* Counts the connection of the place for the peer, or the peer as sent away. */
static bool
admit(struct listener *l, struct board_place *place, const struct address *peer)
{
	uint64_t most = l->limits->per_source;

	if (board_admit(l->board, place, peer, most))
		return true;
	if (stop_child_ended()) {
		reap(l);
		if (board_admit(l->board, place, peer, most))
			return true;
	}
	(void)board_admit(l->board, place, NULL, 0);
	l->board->sent_away++;
	tell(l, LISTENER_SENT_AWAY, peer, l->board->sent_away);
	return false;
}

/* A connection for the place, or -1: there is none now. */
static int
accept_one(struct listener *l, struct board_place *place, unsigned which,
    struct address *peer)
{
	const struct listener_work *work = l->work;
	int fd = door_accept(&l->door, which, peer);

	if (fd < 0) {
		if (fd != -EAGAIN && fd != -EINTR && fd != -ECONNABORTED)
			run_short(l, fd);
		return -1;
	}
	l->board->accepted++;
	/* A proxy comes for many: they are counted when it has named them. */
	if (work->is_proxy != NULL && work->is_proxy(peer, work->arg))
		return fd;
	if (admit(l, place, peer))
		return fd;
	door_send_away(&l->door, fd, l->work->busy);
	return -1;
}

/*
 * A child that waited in vain: who else is there to wait?  If its parent was
 * killed nobody is, and nobody counts it any more.
 */
static bool
is_one_too_many(const struct listener *l)
{
	return l->self->idle > 1 || l->self->running == 1 ||
	       getppid() != l->pid;
}

/* A child's next connection, or -1: it is to leave. */
static int
wait_for_next(struct listener *l, unsigned *which, struct address *peer)
{
	unsigned nsockets = l->door.sockets->n;
	int64_t spare_ms = SPARE_MS;

	if (l->limits->idle_exit_ms > 0 && l->limits->idle_exit_ms < spare_ms)
		spare_ms = l->limits->idle_exit_ms;
	while (stop_asked() == 0) {
		struct epoll_event event;
		int fd = accept_one(l, l->place, *which, peer), r;

		if (fd >= 0)
			return fd;
		/* where it cannot, again after the pause */
		(void)door_look(&l->door, !is_paused(l));
		r = stop_wait(l->door.epoll, &event,
		    l->door.looking ? spare_ms : PAUSE_MS);
		if (r > 0)
			*which = event.data.u32 % nsockets;
		if (r == 0 && l->door.looking && is_one_too_many(l))
			break;
	}
	return -1;
}

/* The last one that waited has found work: another should wait. */
static void
find_work(struct listener *l)
{
	uint64_t one = 1;

	if (board_idle(l->board, l->place, false) == 0)
		(void)!write(l->hungry, &one, sizeof one);
}

static void
serve(struct listener *l, int fd, const struct address *peer)
{
	l->work->serve(l, fd, peer, l->work->arg);
	close(fd);
}

/* fd -1: it begins by waiting for one. */
static void
serve_many(struct listener *l, int fd, struct address *peer)
{
	uint64_t left = l->limits->per_process;
	unsigned which = 0;

	if (door_reopen(&l->door) < 0)
		left = 1;
	for (;;) {
		if (fd >= 0) {
			serve(l, fd, peer);
			(void)board_admit(l->board, l->place, NULL, 0);
			if (--left == 0)
				return;
			(void)board_idle(l->board, l->place, true);
			/* Each socket in its turn, so that none starves. */
			which = (which + 1) % l->door.sockets->n;
		}
		fd = wait_for_next(l, &which, peer);
		if (fd < 0)
			return;
		find_work(l);
	}
}

/* A child that takes its connections itself, or learns of its peer. */
static bool
has_board(const struct listener *l)
{
	return l->limits->per_process > 1 || l->work->is_proxy != NULL;
}

static _Noreturn void
be_child(struct listener *l, int fd, struct address *peer)
{
	/* Our parent may have been killed before it could. */
	if (has_board(l) && !board_fill(l->place, l->work->worker, getpid()))
		_exit(0);
	if (l->limits->per_process > 1) {
		serve_many(l, fd, peer);
		board_leave(l->board, l->place);
	} else {
		door_close(&l->door);
		serve(l, fd, peer);
	}
	_exit(0);
}

/* A child for the connection, or for those to come if fd is -1. */
static void
start_child(
    struct listener *l, struct board_place *place, int fd, struct address *peer)
{
	pid_t pid;

	if (fd < 0)
		(void)board_idle(l->board, place, true);
	l->self->running++;
	l->started++;
	pid = sandbox_fork(l->work->sandbox);
	if (pid == 0) {
		l->place = place;
		l->started = 0;
		be_child(l, fd, peer);
	}
	if (pid > 0) {
		/* Or it has left already. */
		(void)board_fill(place, l->work->worker, pid);
		if (fd >= 0)
			close(fd);
		return;
	}
	run_short(l, -errno); /* EAGAIN, ENOMEM */
	l->self->running--;
	board_leave(l->board, place);
	if (fd >= 0) {
		door_send_away(&l->door, fd, l->work->busy);
		l->board->sent_away++;
	}
}

/* One for the connection that is there, if it is. */
static void
accept_and_start(struct listener *l, unsigned which)
{
	struct board_place *place = board_take(l->board, l->work->worker);
	struct address peer;
	int fd;

	if (place == NULL)
		return;
	fd = accept_one(l, place, which, &peer);
	if (fd >= 0)
		start_child(l, place, fd, &peer);
	else
		board_leave(l->board, place);
}

static void
start_spare(struct listener *l)
{
	struct board_place *place = board_take(l->board, l->work->worker);
	struct address nobody;

	if (place != NULL)
		start_child(l, place, -1, &nobody);
}

/* Children that take their connections themselves: the parent takes none. */
static bool
has_crew(const struct listener *l)
{
	return l->limits->per_process > 1 && l->self->running > 0;
}

static bool
has_moved(const struct listener *l)
{
	return l->work->moved != NULL && l->work->moved(l->work->arg);
}

static bool
has_moved_from_crew(struct listener *l)
{
	int64_t now_ms;

	if (!has_crew(l) || l->work->moved == NULL)
		return false;
	now_ms = clock_mono_ms();
	if (now_ms < l->look_ms)
		return false;
	l->look_ms = now_ms + CREW_LOOK_MS;
	return has_moved(l);
}

/* How long to wait at most; -1 without end, 0 to leave. */
static int64_t
next_timeout(const struct listener *l)
{
	int64_t left;

	if (l->pause_until_ms != 0)
		return PAUSE_MS;
	if (has_crew(l) && l->work->moved != NULL)
		return CREW_LOOK_MS;
	if (l->self->running > 0 || l->limits->idle_exit_ms == 0)
		return -1;
	left = l->idle_since_ms + l->limits->idle_exit_ms - clock_mono_ms();
	return left > 0 ? left : 0;
}

/* Who is to look at the sockets now: we, a child, or nobody? */
static void
arrange(struct listener *l)
{
	struct board *b = l->board;
	bool paused = is_paused(l), full = b->taken >= b->nplaces;
	bool crew = has_crew(l);
	int err;

	if (l->started >= BATCH || (full && stop_child_ended())) {
		reap(l);
		full = b->taken >= b->nplaces;
	}
	l->self->answered = b->asked;
	err = door_look(&l->door, !crew && !paused && !full);
	if (err < 0)
		run_short(l, err);
	if (crew && !paused && !full && l->self->idle == 0)
		start_spare(l);
	if (full)
		tell(l, LISTENER_FULL, NULL, b->nplaces);
}

/* For a connection, or for less time than that if some were just started. */
static int
wait_for_somebody(struct listener *l, struct epoll_event *event, int64_t most)
{
	int r = 0;

	if (l->started > 0 && l->door.looking)
		r = stop_wait_busy(l->door.epoll, event, CALM_MS);
	return r != 0 ? r : stop_wait(l->door.epoll, event, most);
}

/* Until it is idle for long enough, or told to stop: false if it has moved. */
static bool
accept_all(struct listener *l)
{
	while (stop_asked() == 0) {
		struct epoll_event event;
		int64_t timeout;
		uint64_t count;
		int ready;

		arrange(l);
		timeout = next_timeout(l);
		ready = wait_for_somebody(l, &event, timeout);
		if (ready == 0 && timeout == 0)
			return true; /* idle, and nobody came meanwhile */
		if (has_moved_from_crew(l))
			return false;
		if (ready > 0 && event.data.u32 < l->door.sockets->n) {
			if (has_moved(l))
				return false;
			accept_and_start(l, event.data.u32);
			continue;
		}
		if (ready > 0)
			(void)!read(l->hungry, &count, sizeof count);
		reap(l);
	}
	return true;
}

static void
signal_children(const struct listener *l, int number)
{
	board_signal(
	    l->board, l->work->worker, number, l->work->sandbox->password);
}

/* Lets the exchanges at hand end, in bounded time. */
static void
drain(struct listener *l)
{
	int64_t deadline = clock_mono_ms() + l->limits->drain_ms;

	/* If nobody else has them who comes is refused, and does not wait. */
	door_shut(&l->door);
	signal_children(l, SIGTERM);
	while (l->self->running > 0) {
		struct pollfd none = { .fd = -1 };
		int64_t left = deadline - clock_mono_ms();

		if (left <= 0 || stop_asked() > 1)
			break;
		(void)stop_poll(&none, left);
		l->self->answered = l->board->asked;
		reap(l);
	}
	signal_children(l, SIGKILL);
	while (l->self->running > 0 && waitpid(-1, NULL, 0) > 0)
		l->self->running--;
}

/* Where a child says that nobody waits. */
static int
open_hungry(struct listener *l)
{
	struct epoll_event event = { .events = EPOLLIN,
		.data.u32 = LIMIT_LISTEN };

	l->hungry = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (l->hungry < 0 ||
	    epoll_ctl(l->door.epoll, EPOLL_CTL_ADD, l->hungry, &event) < 0)
		return -errno;
	return 0;
}

int
listener_run(const struct listener_sockets *sockets,
    const struct listener_limits *limits, const struct listener_work *work,
    struct board *board)
{
	struct listener l = { .limits = limits,
		.work = work,
		.board = board,
		.self = &board->worker[work->worker],
		.hungry = -1,
		.pid = getpid(),
		.idle_since_ms = clock_mono_ms() };
	int err = door_open(&l.door, sockets);

	if (err == 0 && limits->per_process > 1)
		err = open_hungry(&l);
	if (err < 0)
		return err;
	if (!has_board(&l))
		board_withhold(board);
	stop_take();
	if (work->ready != NULL)
		work->ready(work->arg);
	if (!accept_all(&l))
		signal_children(&l, SIGTERM); /* and they end by themselves */
	else if (stop_asked() > 0)
		drain(&l);
	door_forget(&l.door);
	return 0;
}

bool
listener_admit(struct listener *l, const struct address *peer)
{
	return admit(l, l->place, peer);
}
