/*
 * bucket -- a token bucket in integers: n tokens flow in per_ns, and it holds
 * `burst` of them.
 *
 * The state is one number, the time at which the bucket will be full again.  A
 * time in the past means that it is full, so a state of zeros is right for a
 * source that was never seen.  A clock that jumps back makes nobody wait for
 * longer than it takes to fill the bucket; one that jumps forward fills it.  No
 * number overflows as long as n * per_ns is below 2^63.
 *
 *	struct bucket b = { 10, BUCKET_SECOND, 20 };
 *
 *	if ((wait_ns = bucket_wait(&b, full_ns, now_ns, 1)) == 0)
 *		full_ns = bucket_take(&b, full_ns, now_ns, 1);
 */
#ifndef BASE_BUCKET_H
#define BASE_BUCKET_H

#include <stdint.h>

#define BUCKET_SECOND INT64_C(1000000000)
#define BUCKET_MINUTE (60 * BUCKET_SECOND)

/* A time longer than any wait: 73 years. */
#define BUCKET_FOREVER (INT64_MAX / 4)

struct bucket {
	uint64_t n;     /* 0: no limit */
	int64_t per_ns; /* more than 0 */
	uint64_t burst; /* at least 1 */
};

/*
 * Returns the nanoseconds in which so many tokens flow in, rounded down, at
 * most BUCKET_FOREVER.
 */
int64_t bucket_time(const struct bucket *, uint64_t tokens);

/* Returns how many tokens there are now. */
uint64_t bucket_level(const struct bucket *, int64_t full_ns, int64_t now_ns);

/*
 * Returns the nanoseconds until so many tokens are there; 0 is now.  More than
 * the burst are never there: the result is then that of the burst.
 */
int64_t bucket_wait(
    const struct bucket *, int64_t full_ns, int64_t now_ns, uint64_t tokens);

/* Returns the state after these tokens were taken, which were there. */
int64_t bucket_take(
    const struct bucket *, int64_t full_ns, int64_t now_ns, uint64_t tokens);

/* Returns the state after these tokens were put back. */
int64_t bucket_put_back(
    const struct bucket *, int64_t full_ns, int64_t now_ns, uint64_t tokens);

#endif
