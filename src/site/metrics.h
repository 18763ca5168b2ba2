/*
 * metrics -- the counters in the text format 0.0.4 of Prometheus, for the
 * MetricsPage and for minihttp-stats.
 *
 * Pure: it makes text from a snapshot.  The text comes in pieces, so that a
 * table with many resources needs no more room than one with a single
 * resource.  The samples of a family stand together, as the format wants it.
 *
 *	for (size_t i = 0; i < metrics_pieces(&m); i++) {
 *		struct text t = TEXT(buf);
 *
 *		metrics_put(&t, &m, i);
 *		write it
 *	}
 */
#ifndef SITE_METRICS_H
#define SITE_METRICS_H

#include "base/counters.h"
#include "base/text.h"

/* The longest piece. */
#define METRICS_PIECE 16384

/* The media type, whose charset is utf-8. */
#define METRICS_TYPE "text/plain; version=0.0.4"

/* The spans and pointers are the caller's, and outlive it. */
struct metrics {
	int64_t since_s;
	const struct counters_totals *totals;
	const struct counters_row *row;
	const struct span *key; /* of each row: counters_key */
	size_t nrows;
	const struct limited_row *limited; /* now, by rates */
	size_t nlimited;
	uint64_t times[LIMITED_KINDS]; /* that a rate has limited any source */
};

size_t metrics_pieces(const struct metrics *);

/* Puts piece i, of at most METRICS_PIECE bytes. */
void metrics_put(struct text *, const struct metrics *, size_t i);

/*
 * Puts the path of a row as in a URL.  It is ASCII without quotes and
 * backslashes then, whatever its bytes, so no format needs to escape it.  A
 * path of which only the beginning is known is followed by its place.
 */
void metrics_put_path(
    struct text *, struct span key, const struct counters_row *);

/* Puts the code of a sum of the statuses, or "other". */
void metrics_put_status(struct text *, size_t sum);

#endif
