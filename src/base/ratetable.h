/*
 * ratetable -- the buckets of many sources (base/rates) in a file, for
 * processes that have no listener: each serves one connection and ends.
 *
 *	head and secret key | places		RATETABLE_SIZE bytes
 *
 * Every such process maps the file and writes the places.  These bounds hold:
 *
 * - A stranger can do no more to it than to the table of a listener.  A source
 *   waits for its own tokens alone, whoever else comes, and nobody without the
 *   key can choose the places of another source.  Many sources together can
 *   push one out of the table; it then starts with a full burst, and so loses
 *   nothing.
 * - A process that was taken over can read and write all places while it
 *   lives.  It can free sources from their limits, and can have the requests of
 *   other sources refused.  It cannot change the head or the key, which it has
 *   mapped read-only.
 * - After that process has ended, a source whose bucket it emptied waits for
 *   one token, like any source that has spent its burst.  The bucket is full
 *   again after the time in which a burst flows in.  A place that the process
 *   filled is free for others after the longest such time and RATETABLE_SLACK.
 * - The places may hold any bytes, as after a crash: they are read as buckets,
 *   and the same bounds hold.  If the head is damaged or foreign, or does not
 *   fit the secret, the table has to be made anew.
 *
 * Times are those of CLOCK_MONOTONIC, which begins again at each boot.  A time
 * that lies too far ahead to be of this boot is read as that of a full bucket,
 * and so is a time in the past.  A time between these makes its source wait for
 * one token at most.  Processes whose configurations differ in their rates
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
 * The most by which the time in a bucket may exceed the time that a process
 * expects from its own clock.  The process may have been interrupted after it
 * had read the clock, while others went on.
 */
#define RATETABLE_SLACK BUCKET_MINUTE

struct ratetable_head {
	char magic[32];
	uint64_t version;
	uint64_t order; /* byte order: reveals a file of another machine */
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

/*
 * Returns false if the page is not the first page of such a table; then the
 * caller makes the table anew.
 */
bool ratetable_check(const union ratetable_page *);

/*
 * Makes the first page, with these random bits as the secret.  The caller makes
 * all places zeros.
 */
void ratetable_make(union ratetable_page *, const uint64_t secret[2]);

/*
 * Mends the places of the key (rates_mend), and then does what rates_take does.
 * longest_ns is the longest time in which a bucket of the table fills.
 */
uint64_t ratetable_take(struct ratetable *, int64_t longest_ns,
    const struct rates_key *, const struct bucket *, uint64_t least,
    uint64_t most, int64_t now_ns, int64_t *wait_ns);

#endif
