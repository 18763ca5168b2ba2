/*
 * limited -- which sources are limited by rates now, for people.
 *
 * A source counts for RATES_RECENT after it was refused or made to wait.
 *
 *	limited_find(&board->rates, clock_mono_ns(), &limited);
 *	limited_put(&text, &limited);
 */
#ifndef OS_LIMITED_H
#define OS_LIMITED_H

#include "base/rates.h"
#include "base/text.h"

/* The sources that are named, and the records that are looked at. */
#define LIMITED_NAMED 4
#define LIMITED_MOST 256

struct limited {
	size_t n; /* sources; beyond LIMITED_MOST, records */
	size_t named;
	uint64_t source[LIMITED_NAMED]; /* the one that waits longest first */
};

void limited_find(const struct rates *, int64_t now_ns, struct limited *);

/* Puts "2 sources over their rate: 192.0.2.7, 2001:db8::/64; ", or nothing. */
void limited_put(struct text *, const struct limited *);

#endif
