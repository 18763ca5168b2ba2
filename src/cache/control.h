/*
 * control -- reads the Cache-Control field as a list of directives.
 *
 * RFC 9111 5.2, RFC 5861, RFC 8246.  Pure.  Directives for shared caches
 * (s-maxage, proxy-revalidate) and unknown ones are ignored.  An argument may
 * be a token or a quoted string (5.2).  no-cache with field names counts as
 * no-cache (5.2.2.4, Note).
 *
 *	struct control c;
 *
 *	control_parse(&response->fields, &c);
 *	if (control_has(&c, CONTROL_NO_STORE))
 */
#ifndef CACHE_CONTROL_H
#define CACHE_CONTROL_H

#include "http/field.h"

enum control_directive {
	CONTROL_MAX_AGE,
	CONTROL_MAX_STALE,
	CONTROL_MIN_FRESH,
	CONTROL_STALE_WHILE_REVALIDATE,
	CONTROL_STALE_IF_ERROR,
	CONTROL_SECONDS, /* the directives above have a number of seconds */
	CONTROL_NO_CACHE = CONTROL_SECONDS,
	CONTROL_NO_STORE,
	CONTROL_ONLY_IF_CACHED,
	CONTROL_MUST_REVALIDATE,
	CONTROL_MUST_UNDERSTAND,
	CONTROL_PUBLIC,
	CONTROL_PRIVATE,
	CONTROL_IMMUTABLE,
	CONTROL_COUNT
};

/* Stands for any number of seconds (9111 1.2.2). */
#define CONTROL_FOREVER 2147483648

struct control {
	unsigned set; /* a bit for each directive that is present */
	int64_t seconds[CONTROL_SECONDS];
};

/*
 * Reads Cache-Control.  A max-age that is not a number is read as 0, and so are
 * two that differ: the response is stale (4.2.1).  max-stale without a number
 * is CONTROL_FOREVER.
 */
void control_parse(const struct fields *, struct control *);

/*
 * Does the same, and reads Pragma: no-cache if there is no Cache-Control (5.4).
 */
void control_parse_request(const struct fields *, struct control *);

/* Returns true if the directive is present. */
bool control_has(const struct control *, enum control_directive);

/*
 * Reads delta-seconds, saturated (9111 1.2.2).  Returns false if the span is
 * not a number.
 */
bool control_delta(struct span, int64_t *seconds);

#endif
