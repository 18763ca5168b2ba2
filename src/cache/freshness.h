/*
 * freshness -- computes the age of a stored response, and its lifetime.
 *
 * RFC 9111 4.2.  Pure.  All numbers are seconds and saturate at
 * CONTROL_FOREVER, so no clock and no field can make them overflow.  If the
 * clock was set back to before the response arrived, the age is not known, and
 * CONTROL_FOREVER is assumed.
 *
 *	freshness_of(&entry, now, FRESHNESS_STATED, &f);
 *	if (f.lifetime > f.age)		fresh
 */
#ifndef CACHE_FRESHNESS_H
#define CACHE_FRESHNESS_H

#include "cache/control.h"
#include "cache/entry.h"

enum freshness_rule {
	FRESHNESS_STATED,   /* only max-age and Expires count */
	FRESHNESS_HEURISTIC /* otherwise, a tenth of the time unchanged (4.2.2)
			     */
};

/* The longest lifetime that the heuristic gives. */
#define FRESHNESS_GUESS_MAX 86400

struct freshness {
	int64_t age, lifetime;
	struct control control; /* the response's */
};

/* Computes age and lifetime of the entry at `now`. */
void freshness_of(
    const struct entry *, int64_t now, enum freshness_rule, struct freshness *);

/* Returns the Date field, or the time of receipt without one (9110 6.6.1). */
int64_t freshness_date(const struct entry *);

/*
 * Returns true if responses of this status may be reused by a heuristic (9110
 * 15.1).
 */
bool freshness_is_heuristic_status(int status);

#endif
