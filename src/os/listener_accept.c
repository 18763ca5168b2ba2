#define _GNU_SOURCE
#include "os/listener_parts.h"

#include "os/clock.h"
#include "os/crew.h"
#include "os/stop.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

/* The children see the attendance at most so much later. */
#define ATTEND_MS 100

/* Notes that the process of the place is about to get another connection. */
static attendance_note *
restart_note(const struct listener *l, const struct scoreboard_place *place)
{
	attendance_note *note =
	    &scoreboard_notes(l->board)[listener_number(l, place)];

	*note = ATTENDANCE_WAITS;
	return note;
}

/*
 * Returns true if the child that is to serve the peer may learn the sources of
 * others.  One that will serve strangers after it may not.
 */
static bool
learns(const struct listener *l, const struct address *peer)
{
	const struct listener_work *work = l->work;

	return l->limits->per_process == 1 && work->learns != NULL &&
	       work->learns(peer, work->arg);
}

/*
 * Lets the next child, which is to serve the peer at the place, know who is
 * there.
 */
static void
attend(struct listener *l, const struct scoreboard_place *place,
    const struct address *peer)
{
	struct attendance *a = l->work->attendance;
	int64_t now_ms;

	if (a == NULL)
		return;
	a->note = restart_note(l, place);
	now_ms = clock_mono_ms();
	if (l->attended_ms == 0 || now_ms - l->attended_ms >= ATTEND_MS) {
		l->attended_ms = now_ms;
		scoreboard_attend(l->board, now_ms, a);
		a->at_s = clock_wall_ns() / 1000000000;
	}
	scoreboard_name(l->board, learns(l, peer), a);
}

/* Notes that the next connection begins at the place. */
static void
begin(struct listener *l, struct scoreboard_place *place)
{
	scoreboard_begin(place, ++l->turn);
	if (l->work->attendance != NULL)
		scoreboard_date(place, clock_mono_ms());
}

/* Counts the connection of a place for its peer, or turns the peer away. */
static bool
admit(struct listener *l, struct scoreboard_place *place,
    const struct address *peer)
{
	uint64_t most = l->limits->per_source;

	if (!listener_rate_admits(l, peer)) {
		l->board->sent_away++;
		listener_tell(l, LISTENER_FAST, peer, l->board->sent_away);
		return false;
	}
	if (scoreboard_admit(l->board, place, peer, most))
		return true;
	if (stop_child_ended() || brood_is_due(l->brood, BROOD_NOW)) {
		listener_reap(l, BROOD_NOW);
		if (scoreboard_admit(l->board, place, peer, most))
			return true;
	}
	(void)scoreboard_admit(l->board, place, NULL, 0);
	l->board->sent_away++;
	listener_tell(l, LISTENER_SENT_AWAY, peer, l->board->sent_away);
	return false;
}

/*
 * Accepts a connection for the place.  Returns -1 if there is none.  Sets *asks
 * if the peer is a proxy, whose connection is counted when the child has
 * reported its source.
 */
static int
accept_one(struct listener *l, struct scoreboard_place *place, unsigned which,
    struct address *peer, bool *asks)
{
	const struct listener_work *work = l->work;
	int fd = door_accept(&l->door, which, peer, work->sandbox);

	if (fd < 0) {
		if (fd != -EAGAIN && fd != -EINTR && fd != -ECONNABORTED)
			listener_run_short(l, fd);
		return -1;
	}
	l->board->accepted++;
	*asks = work->is_proxy != NULL && work->is_proxy(peer, work->arg);
	if (*asks || admit(l, place, peer))
		return fd;
	door_send_away(&l->door, fd, l->work->busy);
	return -1;
}

/* --- in a child --- */

static _Noreturn void
be_child(void *arg)
{
	struct listener *l = arg;
	const struct listener_work *work = l->work;
	bool has = l->first.has;
	int fd = l->first.fd, channel = has ? work->channel : -1;
	uint64_t left = l->limits->per_process;
	struct address peer = l->first.peer;
	bool many = left > 1;

	/* Closes the sockets, epoll and the channels of other children, too. */
	if (!work->begin(many ? -1 : fd, channel, work->arg)) {
		if (l->crew != NULL)
			crew_close_others(l->crew);
		door_close(&l->door);
		if (many)
			close(fd);
		/* the channel belongs to another child */
		if (!has && work->channel >= 0)
			close(work->channel);
	}
	while (left-- > 0) {
		if (many)
			fd = crew_wait(channel, &peer);
		if (fd < 0)
			break;
		work->serve(channel, fd, &peer, work->arg);
		close(fd);
		if (work->spent != NULL && work->spent(work->arg))
			break;
		if (many && left > 0)
			crew_done(channel);
	}
	_exit(work->lost != NULL ? (int)work->lost(work->arg) : 0);
}

/* --- and in its parent --- */

static void
send_away(struct listener *l, int fd)
{
	door_send_away(&l->door, fd, l->work->busy);
	l->board->sent_away++;
}

void
listener_drop(struct listener *l, struct scoreboard_place *place)
{
	(void)scoreboard_idle(l->board, place, false);
	crew_dismiss(l->crew, listener_number(l, place));
	if (place->pid > 0)
		(void)sandbox_kill(l->work->sandbox, place->pid, SIGKILL);
}

/*
 * Makes the channel for a child that is about to start.  Children that serve
 * several connections, or one of a proxy, have one.
 */
static int
hire(struct listener *l, struct scoreboard_place *place, bool asks, bool *has)
{
	uint64_t most = l->limits->per_process;

	*has = l->crew != NULL && (most > 1 || asks || l->work->asked);
	return !*has ? 0
		     : crew_hire(l->crew, listener_number(l, place), most,
			   l->work->channel, l->work->sandbox);
}

/*
 * Notes that the peer is a proxy which names its visitors, so that their
 * failures are not counted as its own.
 */
static void
note_names(struct listener *l, uint32_t i, const struct address *peer)
{
	l->crew->member[i].names =
	    l->work->names != NULL && l->work->names(peer, l->work->arg);
}

/*
 * Puts the first connection into the child's channel, unless the child has
 * inherited it.
 */
static void
hand_first(struct listener *l, struct scoreboard_place *place, int fd,
    const struct address *peer, bool asks)
{
	uint32_t i = listener_number(l, place);

	if (l->limits->per_process == 1)
		crew_note(l->crew, i, asks);
	else if (crew_hand(l->crew, i, fd, peer, asks, l->work->sandbox) < 0)
		listener_drop(l, place);
	note_names(l, i, peer);
}

static void
start_child(struct listener *l, struct scoreboard_place *place, int fd,
    const struct address *peer, bool asks)
{
	bool has;
	int err = hire(l, place, asks, &has);
	pid_t pid = err < 0 ? err : 0;

	if (err == 0) {
		attend(l, place, peer);
		l->first.fd = fd;
		l->first.has = has;
		l->first.peer = *peer;
		pid = sandbox_fork(l->work->sandbox, be_child, l);
		err = pid < 0 ? -errno : 0;
		if (has)
			crew_let_go(l->work->channel, l->work->sandbox);
	}
	if (err < 0) { /* EAGAIN, ENOMEM, EMFILE */
		listener_run_short(l, err);
		if (has)
			crew_dismiss(l->crew, listener_number(l, place));
		scoreboard_leave(l->board, place);
		send_away(l, fd);
		return;
	}
	l->self->running++;
	l->started++;
	brood_add(l->brood, listener_number(l, place), pid);
	begin(l, place);
	(void)scoreboard_fill(place, l->work->worker, pid);
	if (has)
		hand_first(l, place, fd, peer, asks);
	close(fd);
}

/* Hands the connection to an idle child.  Returns false if that has gone. */
static bool
hand_over(struct listener *l, struct scoreboard_place *place, int fd,
    const struct address *peer, bool asks)
{
	(void)scoreboard_idle(l->board, place, false);
	begin(l, place);
	if (l->work->attendance != NULL)
		(void)restart_note(l, place);
	if (crew_hand(l->crew, listener_number(l, place), fd, peer, asks,
		l->work->sandbox) == 0) {
		note_names(l, listener_number(l, place), peer);
		close(fd);
		return true;
	}
	(void)scoreboard_admit(l->board, place, NULL, 0);
	listener_drop(l, place);
	return false;
}

static struct scoreboard_place *
pick(struct listener *l)
{
	int64_t i = l->crew != NULL ? crew_pick(l->crew) : -1;

	return i < 0 ? NULL : &l->board->place[i];
}

/* Accepts a connection, if there is one, for an idle child or a new one. */
void
listener_accept(struct listener *l, unsigned which)
{
	struct scoreboard_place *idle = pick(l);
	struct scoreboard_place *place =
	    idle != NULL ? idle : scoreboard_take(l->board, l->work->worker);
	struct address peer;
	bool asks;
	int fd;

	if (place == NULL)
		return;
	fd = accept_one(l, place, which, &peer, &asks);
	if (fd < 0 && idle != NULL)
		crew_put_back(l->crew, listener_number(l, place));
	if (fd < 0 && idle == NULL)
		scoreboard_leave(l->board, place);
	if (fd < 0 || (idle != NULL && hand_over(l, idle, fd, &peer, asks)))
		return;
	/* the idle child had gone, and the connection has no place yet */
	if (idle != NULL)
		place = scoreboard_take(l->board, l->work->worker);
	if (place == NULL)
		send_away(l, fd);
	else
		start_child(l, place, fd, &peer, asks);
}

/* Handles a message of the i-th child. */
void
listener_hear(struct listener *l, uint32_t i)
{
	struct scoreboard_place *place;
	struct address source;
	enum crew_word word;

	if (l->crew == NULL || i >= l->crew->n)
		return;
	place = &l->board->place[i];
	word = crew_hear(l->crew, i, clock_mono_ms(), &source);
	switch (word) {
	case CREW_NOTHING:
		break;
	case CREW_GONE: /* the child is reaped soon */
		(void)scoreboard_idle(l->board, place, false);
		crew_dismiss(l->crew, i);
		break;
	case CREW_WRONG:
		listener_drop(l, place);
		break;
	case CREW_DONE:
		(void)scoreboard_admit(l->board, place, NULL, 0);
		(void)scoreboard_idle(l->board, place, true);
		break;
	case CREW_SOURCE:
		crew_answer(l->crew, i, admit(l, place, &source));
		note_names(l, i, &source);
		break;
	case CREW_CHECK:
		listener_check(l, i, &source);
		break;
	case CREW_RIGHT:
	case CREW_FALSE:
		listener_checked(l, i, word == CREW_FALSE);
		break;
	case CREW_TAKE:
		listener_rate_take(l, i, &source);
		break;
	case CREW_BACK:
		listener_rate_back(l, i);
		break;
	}
	listener_grant(l);
}
