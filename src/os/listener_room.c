#include "os/listener_parts.h"

#include "os/clock.h"
#include "os/stop.h"

#include <signal.h>

/* A child that gives up its place ends, or says so, within this time. */
#define ANSWER_MS 5

/*
 * The most children that are asked at once.  The number begins with one and
 * doubles: if all are silent, only one gives up its place, and if few are,
 * those are found soon.
 */
#define MOST 32

/*
 * A waiting connection wakes one worker, which may have no child to ask.  The
 * others check by themselves after this time.
 */
#define LOOK_MS 100

/* The signals, sorted as enum stop_room. */
static const int signal_of[SCOREBOARD_ASKS] = { SIGUSR1, SIGUSR2 };

/*
 * Returns true if another worker has an idle process, which will take the
 * connection.
 */
static bool
others_have_room(const struct scoreboard *b)
{
	for (unsigned i = 0; i < SCOREBOARD_WORKERS; i++)
		if (b->worker[i].idle > 0)
			return true;
	return false;
}

bool
listener_is_resting(struct listener *l, bool full)
{
	if (!full) {
		l->room.wanted = false;
		l->room.way = 0;
		l->room.n = 1;
		l->room.until_ms = 0;
		return false;
	}
	/*
	 * the sockets are watched anew, because epoll would not report them
	 * again
	 */
	if (l->room.wanted)
		(void)door_look(&l->door, false);
	l->room.wanted = true;
	return (l->room.until_ms != 0 && clock_mono_ms() < l->room.until_ms) ||
	       (l->crew != NULL && others_have_room(l->board));
}

/* Asks up to n children by the current signal.  Returns how many were asked. */
static unsigned
ask(struct listener *l, int64_t now_ms)
{
	unsigned n = 0;

	while (n < l->room.n) {
		struct scoreboard_place *place = scoreboard_eldest(
		    l->board, l->work->worker, l->room.way, now_ms);

		if (place == NULL)
			break;
		scoreboard_signal_one(
		    place, signal_of[l->room.way], l->work->sandbox);
		n++;
	}
	return n;
}

void
listener_make_room(struct listener *l)
{
	int64_t now_ms = clock_mono_ms();
	unsigned n = ask(l, now_ms);

	listener_tell(l, LISTENER_FULL, NULL, l->board->nplaces);
	for (unsigned i = 1; i < SCOREBOARD_ASKS && n == 0; i++) {
		l->room.way = (l->room.way + 1) % SCOREBOARD_ASKS;
		l->room.n = 1;
		n = ask(l, now_ms);
	}
	if (l->room.n < MOST)
		l->room.n *= 2;
	l->room.until_ms = now_ms + (n > 0 ? ANSWER_MS : LOOK_MS);
}

int64_t
listener_room_ms(const struct listener *l)
{
	int64_t left = l->room.until_ms - clock_mono_ms();

	return l->room.until_ms != 0 && left > 0 ? left : LOOK_MS;
}
