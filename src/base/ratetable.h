/*
 * ratetable -- the buckets of many sources (base/rates) in a file, for
 * processes that have no listener: each serves one connection and ends.
 *
 *	head and secret key | places		RATETABLE_SIZE bytes
 *
 * Every such process maps the file and writes the places.  These bounds hold:
 *
 * - Strangers can do no more than to the table of a listener.  A source waits
 *   for its own tokens alone, whoever else comes, and nobody without the key
 *   can choose the places of another source.  A crowd can push a source out,
 *   which then has its burst again: that source gains by it.
 * - A process that was taken over can read and write all places while it
 *   lives.  It can free sources from their limits, and have others refused.  It
 *   cannot change the head or the key, which it has mapped read-only.
 * - After it has ended, a source whose bucket it emptied waits for one token,
 *   as any source that has spent its burst; and its burst is there again after
 *   the time of a burst.  A place that it filled is free for others after the
 *   longest time of a burst and RATETABLE_SLACK.
 * - Any bytes may be in the places, as after a crash: they mean buckets, and
 *   the same bounds hold.  A head that is damaged or foreign, or has another
 *   secret than it was made with, tells that the table has to begin anew.
 *
 * Times are those of CLOCK_MONOTONIC, which begins again at each boot.  A time
 * that lies too far ahead to be of this boot is taken for that of a full
 * bucket, and so is one in the past; one between the two makes its source wait
 * for a token at most.  Processes whose configurations differ in their rates
 * should not share a file, because the number of a rate names its buckets.
 *
 *	n = ratetable_take(table, longest_ns, &key, &bucket, 1, 1, now_ns,
 *	    &wait_ns);
 */
#ifndef BASE_RATETABLE_H
#define BASE_RATETABLE_H

#include "base/rates.h"

#include <stdbool.h>

#define RATETABLE_VERSION 1
#define RATETABLE_PAGE 4096

/*
 * How much later than its clock says a process may find a bucket full: it was
 * interrupted after it had read the clock, and others went on.
 */
#define RATETABLE_SLACK BUCKET_MINUTE

struct ratetable_head {
	char magic[32];
	uint64_t version;
	uint64_t order; /* byte order: tells a file of another machine */
	uint64_t size;
	uint64_t check; /* of the secret */
};

/* The first page ends with the secret, and the places are behind it. */
struct ratetable {
	struct ratetable_head head;
	char unused[RATETABLE_PAGE - sizeof(struct ratetable_head) -
		    offsetof(struct rates, place)];
	struct rates rates;
};

#define RATETABLE_SIZE sizeof(struct ratetable)

/* The first page, which ratetable_check reads and ratetable_make writes. */
union ratetable_page {
	struct ratetable_head head;
	char bytes[RATETABLE_PAGE];
};

/* Returns false if the table has to begin anew. */
bool ratetable_check(const union ratetable_page *);

/* Makes the first page, with these random bits.  All places have to be zeros.
 */
void ratetable_make(union ratetable_page *, const uint64_t secret[2]);

/*
 * Does what rates_take does.  longest_ns is the longest time in which a bucket
 * of the table fills.
 */
uint64_t ratetable_take(struct ratetable *, int64_t longest_ns,
    const struct rates_key *, const struct bucket *, uint64_t least,
    uint64_t most, int64_t now_ns, int64_t *wait_ns);

#endif
