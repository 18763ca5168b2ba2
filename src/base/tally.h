/*
 * tally -- how often each resource was asked for: a table in shared memory.
 *
 * Many processes map one file and count in it at once, without a lock; a
 * process may be killed between any two instructions, and the table goes on
 * being right.  Pure: it reads and writes the memory that it is given.
 *
 *	head | bucket 0 | bucket 1 | ...		TALLY_SIZE bytes
 *
 * A resource has a slot, in the bucket that its hash names or in one of the
 * next; what an exchange adds to statuses and minutes is counted in that
 * bucket too, and summed up by who reads.  So an exchange touches one page.
 *
 *	a slot is	tag	length	key
 *	free		0	0	zeros
 *	claimed		hash	0	zeros		compare-and-swap of the
 *tag being named	hash	0	part of it	stores, in any order
 *	named		hash	> 0	all of it	store of the length
 *
 * It never goes back.  Who finds its hash in a tag counts there, in every
 * state, and names the slot if it has no length yet: whoever does, and
 * however often, stores the same bytes.  So a process that dies between two
 * states leaves what the next one completes; only the request that it was
 * about to count is lost, or counted without its bytes.  Two paths with one
 * hash of 64 bits get two slots, since the key is compared as well.
 *
 * A path longer than TALLY_KEY is known by its hash and its length, and
 * shown by its beginning.  When TALLY_PROBE buckets are full, a resource is
 * counted among the others.
 *
 *	struct tally_event e = { SPAN("index.html"), 200, 612, now_s };
 *
 *	tally_count(table, &e);
 */
#ifndef BASE_TALLY_H
#define BASE_TALLY_H

#include "base/span.h"

#include <stdatomic.h>

#define TALLY_VERSION 1
#define TALLY_PAGE 4096
#define TALLY_BUCKETS 1024
#define TALLY_SLOTS 10
#define TALLY_PROBE 16
#define TALLY_KEY 224
#define TALLY_MINUTES 60
#define TALLY_CODES 34

/* Two sums more than there are codes. */
#define TALLY_OTHER_STATUS TALLY_CODES
#define TALLY_OTHER_RESOURCE (TALLY_CODES + 1)
#define TALLY_SUMS (TALLY_CODES + 2)

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2,
    "counters in shared memory want atomic 64-bit words without a lock");

struct tally_head {
	char magic[32];
	uint64_t version;
	uint64_t order; /* of bytes: a file of another machine */
	uint64_t size;
	int64_t since_s; /* when it was made */
};

struct tally_sum {
	_Atomic uint64_t requests, bytes;
};

struct tally_slot {
	_Atomic uint64_t tag, length;
	struct tally_sum sum;
	_Atomic uint64_t key[TALLY_KEY / 8];
};

/*
 * A minute's sums carry the minute that they are of, in their upper 32 and
 * 20 bits: one compare-and-swap begins a minute or adds to it.
 */
struct tally_bucket {
	struct tally_sum status[TALLY_SUMS];
	struct tally_sum minute[TALLY_MINUTES];
	struct tally_slot slot[TALLY_SLOTS];
};

struct tally {
	struct tally_head head;
	char unused[TALLY_PAGE - sizeof(struct tally_head)];
	struct tally_bucket bucket[TALLY_BUCKETS];
};

_Static_assert(sizeof(struct tally_bucket) == TALLY_PAGE, "a bucket is a page");
#define TALLY_SIZE sizeof(struct tally)

enum tally_verdict {
	TALLY_GOOD,
	TALLY_BLANK,         /* zeros: it is being made */
	TALLY_OTHER_VERSION, /* ours, and not one that we know */
	TALLY_FOREIGN        /* something else, or damaged */
};

enum tally_verdict tally_check(const struct tally_head *);
void tally_head_make(struct tally_head *, int64_t now_s);

struct tally_event {
	struct span key; /* empty: by status alone */
	int status;
	uint64_t bytes;
	int64_t time_s;
};

void tally_count(struct tally *, const struct tally_event *);

/* The code of a sum below TALLY_CODES. */
int tally_code(size_t sum);

struct tally_total {
	uint64_t requests, bytes;
};

struct tally_totals {
	struct tally_total all; /* of the statuses */
	struct tally_total status[TALLY_SUMS];
	struct tally_total minute[TALLY_MINUTES]; /* 0 is the one at now_s */
	size_t resources;
};

/* The table may be counted in meanwhile; any bytes are fit to be read. */
void tally_read(const struct tally *, int64_t now_s, struct tally_totals *);

struct tally_row {
	struct tally_total total;
	unsigned bucket, slot;
	size_t length; /* of the whole path; 0 if it was never named */
};

/*
 * The resources asked for most, in order, into room rows; returns how many.
 * With room for all of them the order costs their number squared.
 */
size_t tally_top(const struct tally *, struct tally_row *, size_t room);

/*
 * Copies a row's key; what is shorter than row->length has been cut, and
 * empty was never named, or not so that its hash agrees.
 */
struct span tally_key(
    const struct tally *, const struct tally_row *, char buf[TALLY_KEY]);

#endif
