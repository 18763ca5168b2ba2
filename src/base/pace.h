/*
 * pace -- a deadline that moves only as fast as the transfer.
 *
 * With a time-out counted from the last byte, a peer can hold a connection
 * forever by sending a byte now and then.  A pace is absolute: grace_ms from
 * the start, after which the average must be at least `rate` bytes a second.
 * (os/wire also limits each single wait to the grace.)
 *
 *	struct pace p = { start_ms, 15000, 500 };
 *
 *	if (now_ms > pace_deadline(&p, done))
 *		return -ETIMEDOUT;
 */
#ifndef BASE_PACE_H
#define BASE_PACE_H

#include <stdint.h>

struct pace {
	int64_t start_ms; /* on the same clock as the deadline */
	int64_t grace_ms;
	uint64_t rate; /* bytes a second; 0: only the grace counts */
};

/* Returns the last millisecond at which `done` bytes are in time. */
int64_t pace_deadline(const struct pace *, uint64_t done);

#endif
