/*
 * counters -- how often each resource was asked for: a table in shared memory.
 *
 * Many processes map one file and count in it at once, without a lock; a
 * process may be killed between any two instructions, and the table goes on
 * being right.  Pure: it reads and writes the memory that it is given.
 *
 *	head | bucket 0 | bucket 1 | ...		COUNTERS_SIZE bytes
 *
 * A resource has a slot, in the bucket that its hash names or in one of the
 * next; what an exchange adds to statuses and minutes is counted in that
 * bucket too, and summed up by who reads.  So an exchange touches one page.
 *
 *	a slot is	tag	length	key
 *	free		0	0	zeros
 *	claimed		hash	0	zeros		the tag is swapped in
 *	being named	hash	0	part of it	stores, in any order
 *	named		hash	> 0	all of it	store of the length
 *
 * It never goes back.  Who finds its hash in a tag counts there, in every
 * state, and names the slot if it has no length yet: whoever does, and
 * however often, stores the same bytes.  So a process that dies between two
 * states leaves what the next one completes; only the request that it was
 * about to count is lost, or counted without its bytes.  Two paths with one
 * hash of 64 bits get two slots, since the key is compared as well.
 *
 * A path longer than COUNTERS_KEY is known by its hash and its length, and
 * shown by its beginning.  When COUNTERS_PROBE buckets are full, a resource is
 * counted among the others.
 *
 *	struct counters_event e = { SPAN("index.html"), 200, 612, now_s };
 *
 *	counters_count(table, &e);
 */
#ifndef BASE_COUNTERS_H
#define BASE_COUNTERS_H

#include "base/span.h"

#include <stdatomic.h>

#define COUNTERS_VERSION 1
#define COUNTERS_PAGE 4096
#define COUNTERS_BUCKETS 1024
#define COUNTERS_SLOTS 10
#define COUNTERS_PROBE 16
#define COUNTERS_KEY 224
#define COUNTERS_MINUTES 60
#define COUNTERS_CODES 34

/* Two sums more than there are codes. */
#define COUNTERS_OTHER_STATUS COUNTERS_CODES
#define COUNTERS_OTHER_RESOURCE (COUNTERS_CODES + 1)
#define COUNTERS_SUMS (COUNTERS_CODES + 2)

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2,
    "counters in shared memory want atomic 64-bit words without a lock");

struct counters_head {
	char magic[32];
	uint64_t version;
	uint64_t order; /* of bytes: a file of another machine */
	uint64_t size;
	int64_t since_s; /* when it was made */
};

struct counters_sum {
	_Atomic uint64_t requests, bytes;
};

struct counters_slot {
	_Atomic uint64_t tag, length;
	struct counters_sum sum;
	_Atomic uint64_t key[COUNTERS_KEY / 8];
};

/*
 * A minute's sums carry the minute that they are of, in their upper 32 and
 * 20 bits: one compare-and-swap begins a minute or adds to it.
 */
struct counters_bucket {
	struct counters_sum status[COUNTERS_SUMS];
	struct counters_sum minute[COUNTERS_MINUTES];
	struct counters_slot slot[COUNTERS_SLOTS];
};

struct counters {
	struct counters_head head;
	char unused[COUNTERS_PAGE - sizeof(struct counters_head)];
	struct counters_bucket bucket[COUNTERS_BUCKETS];
};

_Static_assert(
    sizeof(struct counters_bucket) == COUNTERS_PAGE, "a bucket is a page");
#define COUNTERS_SIZE sizeof(struct counters)

enum counters_verdict {
	COUNTERS_GOOD,
	COUNTERS_BLANK,         /* zeros: it is being made */
	COUNTERS_OTHER_VERSION, /* ours, and not one that we know */
	COUNTERS_FOREIGN        /* something else, or damaged */
};

enum counters_verdict counters_check(const struct counters_head *);
void counters_head_make(struct counters_head *, int64_t now_s);

struct counters_event {
	struct span key; /* empty: by status alone */
	int status;
	uint64_t bytes;
	int64_t time_s;
};

void counters_count(struct counters *, const struct counters_event *);

/* The code of a sum below COUNTERS_CODES. */
int counters_code(size_t sum);

struct counters_total {
	uint64_t requests, bytes;
};

struct counters_totals {
	struct counters_total all; /* of the statuses */
	struct counters_total status[COUNTERS_SUMS];
	struct counters_total
	    minute[COUNTERS_MINUTES]; /* 0 is the one at now_s */
	size_t resources;
};

/* The table may be counted in meanwhile; any bytes are fit to be read. */
void counters_read(
    const struct counters *, int64_t now_s, struct counters_totals *);

struct counters_row {
	struct counters_total total;
	unsigned bucket, slot;
	size_t length; /* of the whole path; 0 if it was never named */
};

/*
 * The resources asked for most, in order, into room rows; returns how many.
 * With room for all of them the order costs their number squared.
 */
size_t counters_top(
    const struct counters *, struct counters_row *, size_t room);

/*
 * Copies a row's key; what is shorter than row->length has been cut, and
 * empty was never named, or not so that its hash agrees.
 */
struct span counters_key(const struct counters *, const struct counters_row *,
    char buf[COUNTERS_KEY]);

#endif
