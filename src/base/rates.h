/*
 * rates -- the buckets of many sources, in a table of fixed size.
 *
 * A source has a bucket (base/bucket) for each rule that applies to it, in one
 * of RATES_WAYS places, which a hash under a secret key selects.  If all are
 * taken, the bucket that will be full first is replaced.
 *
 * Whatever strangers send:
 *
 * - A source waits only for its own tokens.  A source whose bucket was replaced
 *   starts with a full one, so no source waits because of others.
 * - A bucket is replaced only if it will be full before the other buckets in
 *   its RATES_WAYS places, which nobody without the key can choose.  So a
 *   bucket that needs minutes to fill outlasts one that needs seconds.
 *
 * Several processes may share a table.  If two replace the same bucket at the
 * same moment, a few tokens may be miscounted.  The table may hold any bytes at
 * all: no source then waits for more than it takes to fill its bucket, and no
 * call goes on for ever (base/ratetable says who could write such bytes).
 *
 *	n = rates_take(&rates, &key, &bucket, 1, 16, now_ns, &wait_ns);
 *	if (n == 0)
 *		refuse, and say when
 */
#ifndef BASE_RATES_H
#define BASE_RATES_H

#include "base/bucket.h"

#include <stddef.h>

/* The size of the table, and the places for one bucket: powers of two. */
#define RATES_PLACES 4096
#define RATES_WAYS 8

/*
 * How often rates_take tries anew when another process has changed the bucket
 * meanwhile.
 */
#define RATES_TRIES 1000

/* The time for which a source that was refused counts as limited. */
#define RATES_RECENT (10 * BUCKET_SECOND)

struct rates_place {
	_Atomic uint64_t source; /* 0: free */
	_Atomic int64_t full_ns;
	_Atomic int64_t refused_ns; /* last time; 0: never */
	_Atomic uint32_t rule;
};

/* Initialise with zeros, and the key with random bits. */
struct rates {
	uint64_t secret[2];
	struct rates_place place[RATES_PLACES];
};

/* The source and the rule that a bucket belongs to. */
struct rates_key {
	uint64_t source; /* 0: has no limit */
	uint32_t rule;
};

/*
 * Takes as many tokens as the bucket holds, at least `least` (or the burst, if
 * that is smaller) and at most `most`.  Returns their number and sets *wait_ns
 * to 0.  If the bucket holds fewer than `least`, returns 0 and sets *wait_ns to
 * the time until it holds them.  A source of 0 gets `most`.  After RATES_TRIES
 * tries the tokens are granted without being counted.
 */
uint64_t rates_take(struct rates *, const struct rates_key *,
    const struct bucket *, uint64_t least, uint64_t most, int64_t now_ns,
    int64_t *wait_ns);

/* Puts unused tokens back into the bucket, if it is still in the table. */
void rates_put_back(struct rates *, const struct rates_key *,
    const struct bucket *, uint64_t tokens, int64_t now_ns);

/*
 * Repairs the places where a bucket of this key may lie: a bucket that would be
 * full only after latest_ns becomes full now.  No honest process writes such a
 * time, which would keep its place from other sources for ever.
 */
void rates_mend(struct rates *, const struct rates_key *, int64_t latest_ns);

/*
 * Finds the places of the sources that were refused in the last RATES_RECENT
 * nanoseconds.  Writes the indexes of the first `room` of them in place[] to
 * at[], and returns the number of all, which may be more than room.
 */
size_t rates_limited(
    const struct rates *, int64_t now_ns, size_t *at, size_t room);

#endif
