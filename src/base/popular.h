/*
 * popular -- the names that occur most in a stream of any length, counted in a
 * table of fixed size.
 *
 * A name has its place in one bucket of the table.  If the bucket is full, a
 * new name takes the place of the one with the fewest requests in all, and
 * inherits their number (Metwally, Agrawal and El Abbadi, "Efficient
 * computation of frequent elements", 2005).  A name that occurs often is never
 * lost to rare ones, and each row says how many of its requests may be those of
 * others.
 *
 * The bucket is chosen by a hash under a key, so that no stranger can write
 * names that displace each other.
 */
#ifndef BASE_POPULAR_H
#define BASE_POPULAR_H

#include "base/span.h"

#define POPULAR_BUCKETS 2048
#define POPULAR_WAYS 8
/* A longer name is known by its beginning. */
#define POPULAR_NAME 240

struct popular_row {
	uint64_t seen;      /* requests under this name; 0: a free row */
	uint64_t bytes;     /* of these requests */
	uint64_t inherited; /* others, which may have been of this name */
	uint32_t length;    /* of the whole name */
	char name[POPULAR_NAME];
};

/* All zero but for the key is an empty table. */
struct popular {
	uint64_t key[2]; /* random */
	struct popular_row row[POPULAR_BUCKETS][POPULAR_WAYS];
};

/* Counts a request under its name. */
void popular_count(struct popular *, struct span name, uint64_t bytes);

/*
 * Fills top with at most n rows, those with the most requests seen first; of
 * two with the same number the smaller name comes first.  Returns how many
 * there are.
 */
size_t popular_top(
    const struct popular *, const struct popular_row **top, size_t n);

/* Returns the name of a row, or its beginning. */
struct span popular_name(const struct popular_row *);

#endif
