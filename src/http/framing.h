/*
 * framing -- where a request ends, and whether the connection persists.
 *
 * RFC 9112 6 and 9.3.  Only the fields decide, whatever the method.  A request
 * whose end is ambiguous is refused before anything else is checked.  Nothing
 * is lenient: a second Content-Length is refused even if it repeats the first
 * (9110 8.6 allows either).
 */
#ifndef HTTP_FRAMING_H
#define HTTP_FRAMING_H

#include "http/field.h"

enum framing_body { FRAMING_NONE, FRAMING_LENGTH, FRAMING_CHUNKED };

struct framing {
	enum framing_body body;
	uint64_t length; /* with FRAMING_LENGTH; never 0 */
	bool persist;    /* the peer's wish, 9112 9.3 */
};

/*
 * Judges the fields of a request of version HTTP/1.minor.  Sets *out if it
 * returns REFUSE_NOT.
 */
enum refusal framing_judge(
    const struct fields *, int minor, struct framing *out);

#endif
