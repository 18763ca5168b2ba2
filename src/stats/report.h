/*
 * report -- puts the counters into text, for people and for programs.
 *
 * Pure: it makes text from a table that has been read.  The text comes in
 * pieces, so that a table with many resources needs no more room than one with
 * a single resource.
 *
 *	for (size_t i = 0; i < report_pieces(&r); i++) {
 *		struct text t = TEXT(buf);
 *
 *		report_put(&t, &r, i);
 *		write it
 *	}
 */
#ifndef STATS_REPORT_H
#define STATS_REPORT_H

#include "base/counters.h"
#include "base/text.h"
#include "site/metrics.h"

#define REPORT_PIECE METRICS_PIECE

enum report_format {
	REPORT_TABLE,
	REPORT_JSON,      /* one object, RFC 8259 */
	REPORT_PROMETHEUS /* site/metrics, for a textfile collector */
};

struct report {
	enum report_format format;
	struct metrics shown;
	const struct counters_total
	    *rate;                      /* per second, for each row; or NULL */
	struct counters_total all_rate; /* with rate */
	size_t width; /* of a line of the table; 0: no limit */
};

/* Returns the number of pieces. */
size_t report_pieces(const struct report *);

/* Puts piece i, of at most REPORT_PIECE bytes. */
void report_put(struct text *, const struct report *, size_t i);

#endif
