/*
 * etag -- entity tags: walk a list of them, compare, write one.
 *
 * RFC 9110 8.8.3.  Pure.
 */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include "base/text.h"

struct etag {
	struct span opaque; /* with its quotes */
	bool weak;
};

/*
 * Two quotes around six 64-bit numbers in hexadecimal with hyphens between,
 * and a hyphen and the name of a coding.
 */
#define ETAG_MAX (2 + 6 * 16 + 5 + 5)

enum etag_answer { ETAG_ONE, ETAG_END, ETAG_BAD };

/*
 * Takes the next member off a comma-separated list; *out is written with
 * ETAG_ONE.  A tag may hold commas, so this is not field_list_next.
 */
enum etag_answer etag_next(struct span *list, struct etag *out);

/* s is exactly one entity tag. */
bool etag_parse(struct span s, struct etag *out);

/* 9110 8.8.3.2. */
bool etag_strong_match(const struct etag *, const struct etag *);
bool etag_weak_match(const struct etag *, const struct etag *);

/* As it stands in a field: W/"..." or "...". */
void etag_put(struct text *, const struct etag *);

#endif
