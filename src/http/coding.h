/*
 * coding -- the content codings in which files can be stored.
 *
 * RFC 9110 8.4.1; zstd is RFC 8878, br RFC 7932, gzip RFC 1952.
 *
 *	coding_parse(SPAN("x-gzip"), &coding)	CODING_GZIP
 *	coding_suffix(CODING_GZIP)		".gz"
 */
#ifndef HTTP_CODING_H
#define HTTP_CODING_H

#include "base/span.h"

/* In the order of preference, for equal weights. */
enum coding { CODING_IDENTITY, CODING_ZSTD, CODING_BR, CODING_GZIP };

#define CODING_COUNT (CODING_GZIP + 1)

/* Returns the registered name. */
struct span coding_name(enum coding);

/* Returns the suffix of file names in this coding; "" for identity. */
struct span coding_suffix(enum coding);

/*
 * Reads a name in any case, and x-gzip as gzip (8.4.1.3).  Returns false, and
 * leaves *out alone, if the name is not one of these codings.
 */
bool coding_parse(struct span name, enum coding *out);

#endif
