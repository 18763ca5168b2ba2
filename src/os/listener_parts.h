/*
 * listener_parts -- the listener in four parts: listener.c waits and reaps,
 * listener_accept.c accepts, forks, and hears its children, listener_room.c
 * asks them for room where there is none, listener_check.c says who may check
 * a password.
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
	bool check_due;     /* somebody waits to check a password, or has */
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

/* The i-th has a password to check, of this source if it may name one. */
void listener_check(
    struct listener *, uint32_t i, const struct address *claimed);
void listener_checked(struct listener *, uint32_t i, bool failed);

/* Lets those check whose turn it is; to be called whenever one may have ended.
 */
void listener_grant(struct listener *);

/* How long to wait, if it were `most` else, while somebody waits for that. */
int64_t listener_check_ms(const struct listener *, int64_t most);

/* Ends a child that is not to be trusted, or to be reached, any more. */
void listener_drop(struct listener *, struct board_place *);

/* How long to wait for room at most, where it is wanted. */
int64_t listener_room_ms(const struct listener *);

#endif
