/*
 * counters -- how often each resource was requested: a table in shared memory.
 *
 * Many processes map one file and count in it at once, without a lock.  A
 * process may be killed between any two instructions, and the table stays
 * valid.  Pure: the functions read and write only the memory that they are
 * given.
 *
 *	head | bucket 0 | bucket 1 | ...		COUNTERS_SIZE bytes
 *
 * A resource has a slot, in the bucket that its hash selects or in one of the
 * next.  The same bucket counts the request by status, by minute, hour and day,
 * and by the time that it took; readers add these up over all buckets.  So
 * counting a request touches one page.
 *
 *	a slot is	tag	length	key
 *	free		0	0	zeros
 *	claimed		hash	0	zeros		the tag is swapped in
 *	being named	hash	0	part of it	stores, in any order
 *	named		hash	> 0	all of it	store of the length
 *
 * A slot never returns to an earlier state.  A process that finds its hash in a
 * tag counts in that slot, whatever its state, and names it if it has no length
 * yet.  Several processes may name a slot, because all store the same bytes.  A
 * process that dies between two states leaves a slot that the next one
 * completes; only the request that it was about to count is lost, or counted
 * without its bytes.  Two paths with the same 64-bit hash get two slots, since
 * the key is compared as well.
 *
 * The page of the head also has the sources that rates limit (base/limited),
 * and the certificates of HTTPS.  Processes that count only read it.
 *
 * A path longer than COUNTERS_KEY is identified by its hash and length, and
 * shown by its beginning.  A resource for which COUNTERS_PROBE buckets are full
 * is counted in COUNTERS_OTHER_RESOURCE.
 *
 *	struct counters_event e = { SPAN("index.html"), 200, 612, now_s, 350 };
 *
 *	counters_count(table, &e);
 */
#ifndef BASE_COUNTERS_H
#define BASE_COUNTERS_H

#include "base/limited.h"
#include "base/limits.h"
#include "base/span.h"

#include <stdatomic.h>

#define COUNTERS_VERSION 2
#define COUNTERS_PAGE 4096
#define COUNTERS_BUCKETS 2048
#define COUNTERS_SLOTS 6
#define COUNTERS_PROBE 16
#define COUNTERS_KEY 224
#define COUNTERS_MINUTES 60
#define COUNTERS_HOURS 24
#define COUNTERS_DAYS 30
#define COUNTERS_TIMES 19
#define COUNTERS_CODES 34
#define COUNTERS_CERTIFICATE 120

/* The last two sums count what has no sum of its own. */
#define COUNTERS_OTHER_STATUS COUNTERS_CODES
#define COUNTERS_OTHER_RESOURCE (COUNTERS_CODES + 1)
#define COUNTERS_SUMS (COUNTERS_CODES + 2)

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2,
    "counters in shared memory want atomic 64-bit words without a lock");

struct counters_head {
	char magic[32];
	uint64_t version;
	uint64_t order; /* byte order: reveals a file of another machine */
	uint64_t size;
	int64_t since_s; /* time of creation */
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
 * The sums of a minute carry the number of that minute, `requests` in its upper
 * 32 bits and `bytes` in its upper 20.  So one compare-and-swap starts a new
 * minute or adds to the current one.  Those of hours and days do the same.
 */
struct counters_bucket {
	struct counters_sum status[COUNTERS_SUMS];
	struct counters_sum minute[COUNTERS_MINUTES];
	struct counters_sum hour[COUNTERS_HOURS], day[COUNTERS_DAYS];
	_Atomic uint64_t took[COUNTERS_TIMES]; /* requests: counters_time */
	_Atomic uint64_t took_us;              /* all of them together */
	struct counters_slot slot[COUNTERS_SLOTS];
};

/*
 * A certificate of HTTPS: when it expires, in seconds since 1970, and its file,
 * percent-encoded as in a URL.  Of a long name the last bytes follow "...".
 */
struct counters_certificate {
	uint64_t until_s; /* 0: this place is free */
	char file[COUNTERS_CERTIFICATE];
};

struct counters {
	struct counters_head head;
	struct limited_list limited; /* zeros, if no listener writes it */
	struct counters_certificate certificate[LIMIT_CERTIFICATES];
	char unused[COUNTERS_PAGE - sizeof(struct counters_head) -
		    sizeof(struct limited_list) -
		    LIMIT_CERTIFICATES * sizeof(struct counters_certificate)];
	struct counters_bucket bucket[COUNTERS_BUCKETS];
};

_Static_assert(
    sizeof(struct counters_bucket) == COUNTERS_PAGE, "a bucket is a page");
#define COUNTERS_SIZE sizeof(struct counters)

enum counters_verdict {
	COUNTERS_GOOD,
	COUNTERS_BLANK,         /* zeros: another process is creating it */
	COUNTERS_OLDER_VERSION, /* ours, of a program before this one */
	COUNTERS_OTHER_VERSION, /* ours, but an unknown version */
	COUNTERS_FOREIGN        /* not a counters file, or damaged */
};

/* Says whether the head is that of a table which this program can use. */
enum counters_verdict counters_check(const struct counters_head *);

/*
 * Makes the head of a new table, whose other bytes are zeros.  A file gets its
 * head last (os/counters_file).
 */
void counters_head_make(struct counters_head *, int64_t now_s);

struct counters_event {
	struct span key; /* empty: only its status is counted */
	int status;
	uint64_t bytes;
	int64_t time_s;
	uint64_t took_us; /* from the request to the end of the response */
};

/* Counts one event.  It cannot fail, and takes no lock. */
void counters_count(struct counters *, const struct counters_event *);

/*
 * Returns the status code that sum number `sum` counts; sum is below
 * COUNTERS_CODES.
 */
int counters_code(size_t sum);

/*
 * Returns the longest time, in microseconds, of the requests that took[i]
 * counts; the last one has no bound, and returns UINT64_MAX.
 */
uint64_t counters_time(size_t i);

struct counters_total {
	uint64_t requests, bytes;
};

/* Selects a member of a total, for tables that show only one of the two. */
enum counters_member { COUNTERS_REQUESTS, COUNTERS_BYTES };

static inline uint64_t
counters_member(const struct counters_total *total, enum counters_member m)
{
	return m == COUNTERS_REQUESTS ? total->requests : total->bytes;
}

struct counters_totals {
	struct counters_total all; /* of the statuses */
	struct counters_total status[COUNTERS_SUMS];
	/* 0 is the one at now_s */
	struct counters_total minute[COUNTERS_MINUTES];
	struct counters_total hour[COUNTERS_HOURS],
	    day[COUNTERS_DAYS]; /* UTC */
	uint64_t took[COUNTERS_TIMES], took_us;
	size_t resources;
};

/*
 * Adds up the whole table.  Other processes may count meanwhile, and the table
 * may hold any bytes at all: reading is safe.
 */
void counters_read(
    const struct counters *, int64_t now_s, struct counters_totals *);

/*
 * Returns the time, in microseconds, within which this part of all requests was
 * answered, such as 950 of 1000.  It is one of counters_time, and so an upper
 * bound; UINT64_MAX if that part has none.  Returns 0 if there are no requests.
 */
uint64_t counters_within(const struct counters_totals *, unsigned permille);

struct counters_row {
	struct counters_total total;
	unsigned bucket, slot;
	size_t length; /* of the whole path; 0 for an unnamed slot */
};

/*
 * Writes the most requested resources into at most `room` rows, in descending
 * order, and returns their number.  If there is room for all n of them, sorting
 * takes time proportional to n squared.
 */
size_t counters_top(
    const struct counters *, struct counters_row *, size_t room);

/*
 * Copies a row's key into buf, and returns it as a span into buf.  A result
 * shorter than row->length is the beginning of a longer path.  An empty result
 * means that the slot was never named, or that its name does not match its
 * hash.
 */
struct span counters_key(const struct counters *, const struct counters_row *,
    char buf[COUNTERS_KEY]);

#endif
