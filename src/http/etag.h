/*
 * etag -- entity tags: walks a list of them, compares two, writes one.
 *
 * RFC 9110 8.8.3.  Pure.
 */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include "base/text.h"

struct etag {
	struct span opaque; /* including its quotes */
	bool weak;
};

/*
 * The longest tag that we make: two quotes around six 64-bit numbers in
 * hexadecimal, separated by hyphens, and a hyphen with the name of a coding.
 */
#define ETAG_MAX (2 + 6 * 16 + 5 + 5)

enum etag_answer { ETAG_ONE, ETAG_END, ETAG_BAD };

/*
 * Takes the next member off a comma-separated list, and sets *out with
 * ETAG_ONE.  A tag may contain commas, so field_list_next does not fit.
 */
enum etag_answer etag_next(struct span *list, struct etag *out);

/* Returns true if s is exactly one entity tag, and sets *out to it. */
bool etag_parse(struct span s, struct etag *out);

/* Compare two tags strongly and weakly (9110 8.8.3.2). */
bool etag_strong_match(const struct etag *, const struct etag *);
bool etag_weak_match(const struct etag *, const struct etag *);

/* Appends the tag as in a field: W/"..." or "...". */
void etag_put(struct text *, const struct etag *);

#endif
