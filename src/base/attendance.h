/*
 * attendance -- who is there: the connections that a listener and its
 * neighbours serve, as the status page shows them.
 *
 * The listener takes it before it forks (os/scoreboard), and the process of the
 * connection has it from its start.  It has the sources of others only if the
 * peer of that process may see the status page, so a process that a stranger
 * has taken over learns no address from it.
 */
#ifndef BASE_ATTENDANCE_H
#define BASE_ATTENDANCE_H

#include <stdbool.h>
#include <stdint.h>

/* Connections that have lasted less than 10 s, 1 min and 10 min, and longer. */
#define ATTENDANCE_AGES 4

/* So many of the oldest connections have a row each. */
#define ATTENDANCE_ROWS 20

/*
 * The activity of a process on its connection, as it says itself: one that was
 * taken over may say anything.
 */
enum attendance_doing {
	ATTENDANCE_WAITS,  /* for the first byte of the first request */
	ATTENDANCE_READS,  /* a request has begun to arrive */
	ATTENDANCE_SERVES, /* a request */
	ATTENDANCE_KEEPS,  /* the connection for the next request */
	ATTENDANCE_DOINGS
};

/* Where a process notes what it does; others read it. */
typedef _Atomic uint8_t attendance_note;

struct attendance_row {
	int64_t begun_ms; /* by the clock of taken_ms */
	uint64_t source;  /* base/source; 0: not known, or not to be told */
	uint32_t place;   /* on the scoreboard */
	uint8_t doing;    /* an enum attendance_doing, or nonsense */
};

struct attendance {
	int64_t at_s;         /* when it was taken; 0: never */
	int64_t taken_ms;     /* the same by a clock that is never set */
	uint32_t connections; /* with that of the process itself */
	uint32_t idle;        /* processes that wait for a connection */
	uint32_t places;      /* MaxConnections */
	uint64_t accepted, sent_away; /* since the listener has begun */
	int64_t oldest_ms; /* how long the oldest connection has lasted */
	uint32_t lasting[ATTENDANCE_AGES]; /* connections by their age */
	uint32_t nrows;
	bool named;                                 /* the rows have sources */
	struct attendance_row row[ATTENDANCE_ROWS]; /* the oldest one first */
	attendance_note *note;                      /* of this process */
};

#endif
