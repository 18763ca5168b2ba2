/*
 * listener_parts -- the listener in three parts: listener.c waits and reaps,
 * listener_accept.c accepts, forks, and hears its children, listener_room.c
 * asks them for room where there is none.
 */
#ifndef OS_LISTENER_PARTS_H
#define OS_LISTENER_PARTS_H

#include "os/listener.h"

struct crew;

struct listener {
	struct door door;
	const struct listener_limits *limits;
	const struct listener_work *work;
	struct board *board;
	struct board_worker *self;
	struct crew *crew; /* NULL: no child has anything to say */
	unsigned started;  /* children, since we last reaped */
	int64_t idle_since_ms, pause_until_ms;
	int64_t thinned_ms; /* when crew_thin was last due */
	uint64_t turn;      /* of the last connection */
	struct {
		bool wanted;      /* every place is taken */
		unsigned way, n;  /* how to ask, and how many at once */
		int64_t until_ms; /* those that were asked have so long */
	} room;
};

static inline uint32_t
listener_number(const struct listener *l, const struct board_place *place)
{
	return (uint32_t)(place - l->board->place);
}

/* A line for the log, if one of its kind is due; peer may be NULL. */
void listener_tell(struct listener *, enum listener_happening,
    const struct address *peer, uint64_t n);

/* A failure (-errno) that may pass: for a while nobody looks at the sockets. */
void listener_run_short(struct listener *, int err);

/* Buries the children that have ended. */
void listener_reap(struct listener *);

/* Has somebody serve the connection that is there, if it is. */
void listener_accept(struct listener *, unsigned which);

/* What the i-th child has to say. */
void listener_hear(struct listener *, uint32_t i);

/*
 * Notes whether every place is taken.  True: nobody is to look at the sockets
 * now, since those that were asked for room may give it yet.
 */
bool listener_is_resting(struct listener *, bool full);

/* Somebody stands at the door, and every place is taken. */
void listener_make_room(struct listener *);

/* How long to wait for room at most, where it is wanted. */
int64_t listener_room_ms(const struct listener *);

#endif
