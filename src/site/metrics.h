/*
 * metrics -- the counters in the text format 0.0.4 of Prometheus, or as
 * OpenMetrics 1.0.0, for the MetricsPage and for minihttp-stats.
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
#include "http/field.h"

/* The longest piece. */
#define METRICS_PIECE 16384

/* The media types, whose charset is utf-8. */
#define METRICS_TYPE "text/plain; version=0.0.4"
#define METRICS_TYPE_OPEN "application/openmetrics-text; version=1.0.0"

/* The last line of OpenMetrics. */
#define METRICS_END "# EOF\n"

/*
 * The values that the text shows.  The spans and pointers belong to the caller,
 * and outlive the struct.
 */
struct metrics {
	bool open; /* as OpenMetrics */
	int64_t since_s;
	const struct counters_totals *totals;
	const struct counters_row *row;
	const struct span *key; /* of each row: counters_key */
	size_t nrows;
	const struct limited_row *limited; /* now, by rates */
	size_t nlimited;
	uint64_t times[LIMITED_KINDS]; /* that a rate has limited any source */
	/* LIMIT_CERTIFICATES of them, which may hold any bytes; or NULL */
	const struct counters_certificate *certificate;
};

/*
 * Returns true if the client names OpenMetrics in Accept, and does not prefer
 * the other format.
 */
bool metrics_are_open(const struct fields *);

/* Returns the number of pieces. */
size_t metrics_pieces(const struct metrics *);

/* Puts piece i, of at most METRICS_PIECE bytes. */
void metrics_put(struct text *, const struct metrics *, size_t i);

/*
 * Puts the path of a row, percent-encoded as in a URL.  The result is ASCII
 * without quotes and backslashes, so no format needs to escape it.  If the path
 * is unknown, or only its beginning is known, the place of the row in the table
 * follows.
 */
void metrics_put_path(
    struct text *, struct span key, const struct counters_row *);

/* Puts the code of a sum of the statuses, or "other". */
void metrics_put_status(struct text *, size_t sum);

#endif
