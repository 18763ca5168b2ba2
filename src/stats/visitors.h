/*
 * visitors -- puts who asked, and from which pages they came, into text.
 *
 * Pure: it makes text from what was counted of a log.  The text comes in
 * pieces, as that of stats/report.
 */
#ifndef STATS_VISITORS_H
#define STATS_VISITORS_H

#include "base/popular.h"
#include "base/text.h"

/* The longest piece. */
#define VISITORS_PIECE 4096

struct visitors {
	bool as_json;
	uint64_t requests, other_lines;
	/* addresses, and pages that led here; the most frequent first */
	const struct popular_row *const *visitor, *const *referrer;
	size_t nvisitors, nreferrers;
};

/* Returns the number of pieces. */
size_t visitors_pieces(const struct visitors *);

/* Puts piece i, of at most VISITORS_PIECE bytes. */
void visitors_put(struct text *, const struct visitors *, size_t i);

#endif
