/*
 * range -- the Range field, applied to a representation of known size.
 *
 * RFC 9110 14.1.2, 14.2.  Pure.
 *
 *	struct byte_range part[LIMIT_RANGES];
 *	size_t n;
 *
 *	switch (range_parse(value, size, part, &n)) {
 *	case RANGE_SOME:	206, the n parts
 *	case RANGE_WHOLE:	the field is to be ignored: 200
 *	case RANGE_UNSAT:	416
 *	}
 *
 * Ranges that overlap or touch are joined into one, in the place of the first
 * of them (14.2, 15.3.7.2), so the parts never hold more bytes than the file.
 * A set of more than LIMIT_RANGES parts is ignored.  site/representation, which
 * knows how long the heads of the parts are, compares their cost with that of
 * the file (17.15).
 */
#ifndef HTTP_RANGE_H
#define HTTP_RANGE_H

#include "base/limits.h"
#include "base/span.h"

struct byte_range {
	uint64_t first;
	uint64_t length; /* never 0 */
};

enum range_answer { RANGE_WHOLE, RANGE_SOME, RANGE_UNSAT };

/*
 * Sets part[] and *n only with RANGE_SOME.  A single part is sent as it is,
 * several as multipart/byteranges (15.3.7.2).
 */
enum range_answer range_parse(struct span value, uint64_t size,
    struct byte_range part[LIMIT_RANGES], size_t *n);

#endif
