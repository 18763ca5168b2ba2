/*
 * freshness -- how old a stored response is, and how old it may get.
 *
 * RFC 9111 4.2.  Pure.  Seconds; everything saturates at CONTROL_FOREVER, so
 * no clock and no field can make it overflow.  A clock that was set back to
 * before the response arrived cannot tell its age: it is as old as can be.
 *
 *	freshness_of(&entry, now, FRESHNESS_STATED, &f);
 *	if (f.lifetime > f.age)		fresh
 */
#ifndef CACHE_FRESHNESS_H
#define CACHE_FRESHNESS_H

#include "cache/control.h"
#include "cache/entry.h"

enum freshness_rule {
	FRESHNESS_STATED,   /* by max-age and Expires alone */
	FRESHNESS_HEURISTIC /* else by a tenth of the time unchanged, 4.2.2 */
};

/* The longest that a heuristic grants. */
#define FRESHNESS_GUESS_MAX 86400

struct freshness {
	int64_t age, lifetime;
	struct control control; /* the response's */
};

void freshness_of(
    const struct entry *, int64_t now, enum freshness_rule, struct freshness *);

/* The Date field, or when it was received (9110 6.6.1). */
int64_t freshness_date(const struct entry *);

/* Statuses that may be reused without saying so (9110 15.1). */
bool freshness_is_heuristic_status(int status);

#endif
