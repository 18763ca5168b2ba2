/*
 * pace -- a deadline that moves only as fast as the work does.
 *
 * A time-out counted from the last byte lets a peer hold a connection for
 * ever with a byte now and then.  A pace is absolute: grace_ms from the
 * start, and from then on at least rate bytes a second on average.  (os/wire
 * bounds a single wait by the grace as well.)
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
	int64_t start_ms; /* on the clock that the deadline is read on */
	int64_t grace_ms;
	uint64_t rate; /* bytes a second; 0 is no minimum: grace alone counts */
};

/* The last millisecond at which having moved `done` bytes is in time. */
int64_t pace_deadline(const struct pace *, uint64_t done);

#endif
