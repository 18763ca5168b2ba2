/*
 * crowd -- decides which handshake of a service of TLS begins next, and which
 * connection is ended when there are too many.  Pure.
 *
 *	accepted -> waiting -> handshake -> ready: done, no worker has it yet
 *		    |		|	    -> served by a worker
 *		    dropped	pushed out
 *
 * A handshake takes a process, and some milliseconds.  The connection whose
 * source has the fewest handshakes under way begins next; of several such
 * connections the oldest.  So a source with one connection never waits for the
 * many connections of another.  A source may have a share of the handshakes;
 * beyond that its own oldest handshake is pushed out.  When all places are
 * taken, the oldest connection of the source with the most is dropped.
 *
 *	i = crowd_enter(&crowd, &dropped)
 *	if (dropped)
 *		close the connection that has that place
 *	switch (crowd_next(&crowd, now_ms, &turn)) {
 *	case CROWD_NOBODY:	wait for turn.wait_ms, or until one leaves
 *	case CROWD_REFUSE:	close turn.who
 *	case CROWD_PUSH:	end the handshake turn.victim, then
 *	case CROWD_BEGIN:	begin that of turn.who
 *	}
 */
#ifndef TLS_CROWD_H
#define TLS_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The age at which a handshake may be pushed out: by a source that has no
 * handshake under way, and by any other source.  The second bounds the number
 * of processes that a flood can start.
 */
#define CROWD_YOUNG_MS 50
#define CROWD_OLD_MS 2000

/* The handshakes of a source beyond these give way to those of others. */
#define CROWD_BUSY 8

/*
 * Places for connections that are just ending, beyond the limit that a worker
 * enforces.
 */
#define CROWD_SLACK 16

/* Handshakes at a time, and connections that wait for theirs. */
#define CROWD_HANDSHAKES 1024

enum crowd_state {
	CROWD_FREE,
	CROWD_WAITING,
	CROWD_IDLE, /* a process that waits for its next connection */
	CROWD_HANDSHAKE,
	CROWD_READY,
	CROWD_SERVED
};

struct crowd_member {
	enum crowd_state state;
	uint64_t source;  /* source_of; 0: none, and no limit */
	int64_t since_ms; /* in this state */
	int pid, fd;      /* the caller's */
	int control;      /* the caller's: see tls/reuse */
	bool busy;        /* its process leaves the processor to others */
	uint64_t left;    /* the connections that its process may still get */
};

/* The members in one state, which are few. */
struct crowd_set {
	size_t n;
	size_t place[CROWD_HANDSHAKES];
	uint64_t source[CROWD_HANDSHAKES];
};

struct crowd {
	struct crowd_member *member; /* crowd_places of them */
	size_t handshakes; /* most at a time; CROWD_HANDSHAKES at most */
	size_t connections;
	size_t per_source; /* connections of one source; 0: no limit */
	size_t used; /* by crowd_enter: the places from here on are free */
	/*
	 * Room for crowd_enter and crowd_next.  On the stack of a process that
	 * forks, each of its pages would be copied after each fork.
	 */
	struct crowd_set waiting, shaking;
};

enum crowd_answer { CROWD_NOBODY, CROWD_REFUSE, CROWD_BEGIN, CROWD_PUSH };

struct crowd_turn {
	size_t who, victim;
	bool busy;       /* its source has CROWD_BUSY handshakes under way */
	int64_t wait_ms; /* -1: until a member leaves or enters */
};

/* Returns the number of members. */
size_t crowd_places(const struct crowd *);

/*
 * Returns the index of a member for a new connection, which the caller fills
 * in.  Sets *dropped to true if another connection is waiting in that place and
 * has to be closed first: the oldest one of the source that has the most.
 */
size_t crowd_enter(struct crowd *, bool *dropped);

/*
 * Returns true if no handshake may begin until a process has ended.
 */
bool crowd_is_full(const struct crowd *);

/*
 * Returns the place of the process that became idle last, for a connection of a
 * source that is busy or not, or crowd_places.  A process of the other kind is
 * found only if no further one may be started.
 */
size_t crowd_idle(const struct crowd *, bool busy);

/*
 * Finds the connection whose turn it is, and says in the turn what to do with
 * it.
 */
enum crowd_answer crowd_next(
    struct crowd *, int64_t now_ms, struct crowd_turn *);

#endif
