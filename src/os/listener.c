#define _GNU_SOURCE
#include "os/listener.h"

#include "os/clock.h"
#include "os/crew.h"
#include "os/listener_parts.h"
#include "os/stop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

/* The pause after a temporary failure (EMFILE, ENOMEM), to avoid spinning. */
#define PAUSE_MS 100

/*
 * While many connections arrive, the ends of children do not interrupt: this
 * many children are reaped together, or fewer after a pause this long.
 */
#define BATCH 16
#define CALM_MS 10

/* A child that has been idle for longer than this is superfluous. */
#define SPARE_MS 2000

/* The longest time that a listener stays after its files have moved. */
#define LEAVE_MS 1000

/*
 * An older child gets no more connections, because it has the limits of its
 * start.
 */
#define OLD_MS (INT64_C(3600) * 1000)

_Static_assert(
    LISTENER_FAST < SCOREBOARD_KINDS, "each has its time on the board");

void
listener_tell(struct listener *l, enum listener_happening what,
    const struct address *peer, uint64_t n)
{
	struct listener_event event = { .happening = what, .n = n };

	if (!scoreboard_may_tell(l->board, what, clock_mono_ms()))
		return;
	if (peer != NULL)
		event.peer = *peer;
	l->work->tell(&event, l->work->arg);
}

/*
 * Stops watching the sockets for PAUSE_MS, since the failure may be temporary.
 */
void
listener_run_short(struct listener *l, int err)
{
	door_forget(&l->door);
	l->pause_until_ms = clock_mono_ms() + PAUSE_MS;
	listener_tell(l, LISTENER_SHORT, NULL, (uint64_t)-err);
}

static bool
is_paused(struct listener *l)
{
	if (l->pause_until_ms != 0 && clock_mono_ms() >= l->pause_until_ms)
		l->pause_until_ms = 0;
	return l->pause_until_ms != 0;
}

/*
 * Cleans up after a child, however it has ended.  A place that is no longer its
 * own stays as it is.
 */
static void
bury(int64_t number, pid_t pid, int status, void *arg)
{
	struct listener *l = arg;
	struct scoreboard_place *place =
	    number < 0 ? NULL : &l->board->place[number];

	if (l->self->running > 0)
		l->self->running--;
	if (l->limits->idle_exit_ms > 0)
		l->idle_since_ms = clock_mono_ms();
	if (place != NULL && place->pid != pid)
		place = NULL;
	if (place != NULL && l->crew != NULL)
		crew_dismiss(l->crew, listener_number(l, place));
	if (place != NULL)
		scoreboard_leave(l->board, place);
	if (WIFEXITED(status)) {
		/*
		 * the exit status of a child is the number of log lines it lost
		 */
		l->board->lost += (unsigned)WEXITSTATUS(status);
		return;
	}
	l->board->crashed++;
	listener_tell(l, LISTENER_KILLED, NULL, (uint64_t)WTERMSIG(status));
}

void
listener_reap(struct listener *l, enum brood_haste haste)
{
	l->started = 0;
	if (brood_is_large(l->brood))
		(void)stop_child_ended();
	brood_reap(l->brood, stop_child(), haste, bury, l);
	listener_grant(l);
}

static int64_t
spare_ms(const struct listener *l)
{
	int64_t most = l->limits->idle_exit_ms;

	return most > 0 && most < SPARE_MS ? most : SPARE_MS;
}

/* Dismisses children that have been idle too long. */
static void
thin(struct listener *l)
{
	int64_t now_ms;

	if (l->crew == NULL || l->crew->idle == 0)
		return;
	now_ms = clock_mono_ms();
	if (now_ms - l->thinned_ms < spare_ms(l) / 4)
		return;
	l->thinned_ms = now_ms;
	crew_thin(l->crew, now_ms - spare_ms(l), now_ms - OLD_MS);
}

static bool
has_moved(const struct listener *l)
{
	return l->work->moved != NULL && l->work->moved(l->work->arg);
}

/* Returns how long to wait at most, apart from checks of passwords. */
static int64_t
calm_timeout(const struct listener *l)
{
	int64_t left;

	if (l->pause_until_ms != 0)
		return PAUSE_MS;
	if (l->room.wanted)
		return listener_room_ms(l);
	if (l->crew != NULL && l->crew->idle != 0)
		return spare_ms(l);
	if (l->self->running > 0 || l->limits->idle_exit_ms == 0)
		return -1;
	left = l->idle_since_ms + l->limits->idle_exit_ms - clock_mono_ms();
	return left > 0 ? left : 0;
}

/* Returns how long to wait at most; -1 without limit, 0 to exit. */
static int64_t
next_timeout(const struct listener *l)
{
	enum brood_haste haste = l->room.wanted ? BROOD_URGENT : BROOD_CALM;

	return brood_ms(l->brood, haste, listener_check_ms(l, calm_timeout(l)));
}

/* Returns true if no process can serve a further connection. */
static bool
is_full(const struct listener *l)
{
	return l->board->taken >= l->board->nplaces &&
	       (l->crew == NULL || l->crew->idle == 0);
}

/* Returns true if a child may have ended, and a search is due. */
static bool
may_have_ended(const struct listener *l)
{
	return stop_child_ended() || brood_is_due(l->brood, BROOD_URGENT);
}

/* Reaps children if that is due, and watches the sockets if it is time. */
static void
arrange(struct listener *l)
{
	struct scoreboard *b = l->board;
	bool paused = is_paused(l), full, resting;
	int err;

	thin(l);
	full = is_full(l);
	if (l->started >= BATCH || (full && may_have_ended(l))) {
		listener_reap(l, full ? BROOD_URGENT : BROOD_CALM);
		full = is_full(l);
	}
	l->self->answered = b->asked;
	resting = listener_is_resting(l, full);
	err = door_look(&l->door, !paused && !resting);
	if (err < 0)
		listener_run_short(l, err);
}

/* Waits for a connection; for a shorter time if children were just started. */
static int
wait_for_somebody(struct listener *l, struct epoll_event *event, int64_t most)
{
	int r = 0;

	if (l->started > 0 && l->door.looking)
		r = stop_wait_busy(l->door.epoll, event, CALM_MS);
	return r != 0 ? r : stop_wait(l->door.epoll, event, most);
}

/* The index of a child's channel in epoll: after the sockets. */
#define CHANNELS DOOR_SOCKETS

/*
 * Serves until the listener is told to stop or was idle for long enough.
 * Returns false if its files have moved.
 */
static bool
accept_all(struct listener *l)
{
	while (stop_asked() == 0) {
		struct epoll_event event;
		int64_t timeout;
		int ready;

		arrange(l);
		timeout = next_timeout(l);
		ready = wait_for_somebody(l, &event, timeout);
		if (ready == 0 && timeout == 0)
			/*
			 * the listener is idle, and no connection arrived
			 * meanwhile
			 */
			return true;
		if (ready > 0 && event.data.u32 >= CHANNELS) {
			listener_hear(l, event.data.u32 - CHANNELS);
			continue;
		}
		if (ready > 0 && event.data.u32 < l->door.sockets->n) {
			if (has_moved(l))
				return false;
			if (l->room.wanted && is_full(l))
				listener_make_room(l);
			else
				listener_accept(l, event.data.u32);
			continue;
		}
		listener_reap(l, BROOD_CALM);
	}
	return true;
}

static void
signal_children(const struct listener *l, int number)
{
	scoreboard_signal(l->board, l->work->worker, number, l->work->sandbox);
}

/* Lets running requests finish, within a limited time. */
static void
drain(struct listener *l)
{
	int64_t deadline = clock_mono_ms() + l->limits->drain_ms;

	/*
	 * Unless another process holds these sockets, new connections are
	 * refused from now on instead of queued.
	 */
	(void)door_look(&l->door, false);
	door_shut(&l->door);
	signal_children(l, SIGTERM);
	while (l->self->running > 0) {
		struct epoll_event event;
		int64_t left = deadline - clock_mono_ms();

		if (left <= 0 || stop_asked() > 1)
			break;
		/* children of a proxy may still ask about their sources */
		left = brood_ms(l->brood, BROOD_CALM, left);
		if (stop_wait(l->door.epoll, &event, left) > 0 &&
		    event.data.u32 >= CHANNELS)
			listener_hear(l, event.data.u32 - CHANNELS);
		l->self->answered = l->board->asked;
		listener_reap(l, BROOD_CALM);
	}
	signal_children(l, SIGKILL);
	while (l->self->running > 0 && waitpid(-1, NULL, 0) > 0)
		l->self->running--;
}

/*
 * Leaves the children to end by themselves, once those that serve a proxy know
 * their source.
 */
static void
leave(struct listener *l)
{
	int64_t deadline = clock_mono_ms() + LEAVE_MS;
	struct epoll_event event;

	(void)door_look(&l->door, false);
	signal_children(l, SIGTERM);
	while (l->crew != NULL && crew_has_asking(l->crew) &&
	       clock_mono_ms() < deadline && stop_asked() == 0) {
		if (stop_wait(l->door.epoll, &event,
			brood_ms(l->brood, BROOD_CALM, LEAVE_MS)) > 0 &&
		    event.data.u32 >= CHANNELS)
			listener_hear(l, event.data.u32 - CHANNELS);
		listener_reap(l, BROOD_CALM);
	}
}

int
listener_run(struct listener *l, const struct listener_sockets *sockets,
    const struct listener_limits *limits, const struct listener_work *work,
    struct scoreboard *board)
{
	int err;

	*l = (struct listener){ .limits = limits,
		.work = work,
		.board = board,
		.self = &board->worker[work->worker],
		.idle_since_ms = clock_mono_ms() };
	err = door_open(&l->door, sockets);
	if (err == 0) {
		l->brood = brood_new(board->nplaces);
		err = l->brood == NULL ? -errno : 0;
	}
	if (err == 0 && work->channel >= 0) {
		l->crew = crew_new(board->nplaces, l->door.epoll, CHANNELS);
		err = l->crew == NULL ? -errno : 0;
	}
	if (err < 0)
		return err;
	scoreboard_withhold(board, work->attendance != NULL);
	stop_take();
	if (work->ready != NULL)
		work->ready(work->arg);
	if (!accept_all(l))
		leave(l);
	else if (stop_asked() > 0)
		drain(l);
	door_forget(&l->door);
	return 0;
}
