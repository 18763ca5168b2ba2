/*
 * bucket -- a token bucket in integers: n tokens flow in every per_ns
 * nanoseconds, and it holds at most `burst` of them.
 *
 * The state is one number, the time at which the bucket will be full again.  A
 * time in the past means that it is full, so a state of zeros is right for a
 * source that was never seen.  After a clock has jumped back, nobody waits for
 * longer than it takes to fill the bucket; a clock that jumps forward fills it.
 * No number overflows as long as n * per_ns is below 2^63.
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
 * Returns the nanoseconds in which `tokens` tokens flow in, rounded down, at
 * most BUCKET_FOREVER.  Without a limit (n is 0) they are 0.
 */
int64_t bucket_time(const struct bucket *, uint64_t tokens);

/* Returns how many tokens the bucket holds now. */
uint64_t bucket_level(const struct bucket *, int64_t full_ns, int64_t now_ns);

/*
 * Returns the nanoseconds until the bucket holds so many tokens; 0 if it holds
 * them now.  A number above the burst is taken as the burst, since the bucket
 * never holds more.
 */
int64_t bucket_wait(
    const struct bucket *, int64_t full_ns, int64_t now_ns, uint64_t tokens);

/*
 * Returns the state after `tokens` were taken.  The bucket must hold them:
 * bucket_wait has returned 0 for them.
 */
int64_t bucket_take(
    const struct bucket *, int64_t full_ns, int64_t now_ns, uint64_t tokens);

/*
 * Returns the state after `tokens` were put back.  Tokens beyond the burst are
 * lost.
 */
int64_t bucket_put_back(
    const struct bucket *, int64_t full_ns, int64_t now_ns, uint64_t tokens);

#endif
