/*
 * coding -- the content codings that a file may be there in.
 *
 * RFC 9110 8.4.1; zstd is RFC 8878, br RFC 7932, gzip RFC 1952.
 *
 *	coding_parse(SPAN("x-gzip"), &coding)	CODING_GZIP
 *	coding_suffix(CODING_GZIP)		".gz"
 */
#ifndef HTTP_CODING_H
#define HTTP_CODING_H

#include "base/span.h"

/* From the one that is preferred, all else being equal. */
enum coding { CODING_IDENTITY, CODING_ZSTD, CODING_BR, CODING_GZIP };

#define CODING_COUNT (CODING_GZIP + 1)

/* The registered name. */
struct span coding_name(enum coding);

/* What stands behind the name of a file in this coding; "" for identity. */
struct span coding_suffix(enum coding);

/* In any case, and x-gzip is gzip (8.4.1.3); false for any other name. */
bool coding_parse(struct span name, enum coding *out);

#endif
