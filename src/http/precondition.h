/*
 * precondition -- If-Match, If-None-Match, If-Modified-Since,
 * If-Unmodified-Since and If-Range, in the order of 13.2.2.
 *
 * RFC 9110 13.  Pure.  Call it only if the answer without the conditions would
 * be a 2xx (13.2.1).
 */
#ifndef HTTP_PRECONDITION_H
#define HTTP_PRECONDITION_H

#include "http/etag.h"
#include "http/field.h"
#include "http/method.h"

/* The `modified` of a representation whose dates are ignored (13.1.3). */
#define PRECONDITION_UNDATED INT64_MIN

struct validators {
	struct etag etag;
	int64_t modified;     /* Last-Modified, in seconds */
	bool modified_strong; /* at least one second old, 8.8.2.2 */
	/*
	 * When it was last changed in any way, such as replaced by an older
	 * file, in seconds; 0 if only `modified` is known.
	 */
	int64_t changed;
};

enum precondition_answer {
	PRECONDITION_GO,           /* perform the method */
	PRECONDITION_NOT_MODIFIED, /* 304, for GET and HEAD only */
	PRECONDITION_FAILED        /* 412 */
};

/*
 * Evaluates the conditions.  current is NULL if the target has no
 * representation (before a PUT).
 */
enum precondition_answer precondition_check(const struct fields *, enum method,
    const struct validators *current, int64_t now);

/*
 * Returns true if the Range field applies: If-Range is absent or matches
 * (13.1.5).
 */
bool precondition_range(
    const struct fields *, const struct validators *, int64_t now);

#endif
