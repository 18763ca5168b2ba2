/*
 * listener_parts -- shared by the five parts of the listener: listener.c waits
 * and reaps, listener_accept.c accepts, forks and hears its children,
 * listener_room.c asks them for room, listener_check.c decides who may check a
 * password, and listener_rate.c who comes too often.
 */
#ifndef OS_LISTENER_PARTS_H
#define OS_LISTENER_PARTS_H

#include "os/listener.h"

static inline uint32_t
listener_number(const struct listener *l, const struct scoreboard_place *place)
{
	return (uint32_t)(place - l->board->place);
}

/* Logs an event, if a line of its kind is due; peer may be NULL. */
void listener_tell(struct listener *, enum listener_happening,
    const struct address *peer, uint64_t n);

/*
 * Handles a temporary failure (-errno): the sockets are not watched for a
 * while.
 */
void listener_run_short(struct listener *, int err);

/* Reaps the children that have ended, see os/brood. */
void listener_reap(struct listener *, enum brood_haste);

/* Accepts a connection, if there is one, and passes it to a child. */
void listener_accept(struct listener *, unsigned which);

/* Handles a message of the i-th child. */
void listener_hear(struct listener *, uint32_t i);

/*
 * Notes whether every place is taken.  Returns true if the sockets are not to
 * be watched now, because children that were asked for room may still give it.
 */
bool listener_is_resting(struct listener *, bool full);

/* Asks for room: a connection waits, and every place is taken. */
void listener_make_room(struct listener *);

/*
 * Returns the source for which the i-th child asks: that of its connection, or
 * the claimed one, if its peer names visitors.
 */
uint64_t listener_source(
    const struct listener *, uint32_t i, const struct address *claimed);

/*
 * Takes a connection of the peer from its rate.  Returns false if the rate is
 * exceeded.
 */
bool listener_rate_admits(struct listener *, const struct address *peer);

/*
 * Handle the wish of the i-th child for tokens, and the tokens that it gives
 * back.
 */
void listener_rate_take(
    struct listener *, uint32_t i, const struct address *claimed);
void listener_rate_back(struct listener *, uint32_t i);

/*
 * Handles the wish of the i-th child to check a password, of this source if the
 * child may name one.
 */
void listener_check(
    struct listener *, uint32_t i, const struct address *claimed);
void listener_checked(struct listener *, uint32_t i, bool failed);

/* Lets the next children check.  Call it whenever a check may have ended. */
void listener_grant(struct listener *);

/* Returns how long to wait while checks are waiting; `most` if none is. */
int64_t listener_check_ms(const struct listener *, int64_t most);

/* Ends a child that cannot be trusted or reached any more. */
void listener_drop(struct listener *, struct scoreboard_place *);

/* Returns how long to wait for room at most, if it is wanted. */
int64_t listener_room_ms(const struct listener *);

#endif
