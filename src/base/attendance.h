/*
 * attendance -- who is there: the connections that a listener and its
 * neighbours serve, as the status page shows them.
 *
 * The listener takes it before it forks (os/scoreboard), and the process of the
 * connection has it from its start.  It names nobody, so a process that was
 * taken over learns no address from it.
 */
#ifndef BASE_ATTENDANCE_H
#define BASE_ATTENDANCE_H

#include <stdint.h>

/* Connections that have lasted less than 10 s, 1 min and 10 min, and longer. */
#define ATTENDANCE_AGES 4

struct attendance {
	int64_t at_s;                 /* when it was taken; 0: never */
	uint32_t connections;         /* with that of the process itself */
	uint32_t idle;                /* processes that wait for a connection */
	uint32_t places;              /* MaxConnections */
	uint64_t accepted, sent_away; /* since the listener has begun */
	int64_t oldest_ms; /* how long the oldest connection has lasted */
	uint32_t lasting[ATTENDANCE_AGES]; /* connections by their age */
};

#endif
