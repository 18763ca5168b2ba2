/*
 * report -- what the counters say, for people and for programs.
 *
 * Pure: text from a table that was read.  It comes in pieces, so that all
 * resources of a table need no more room than one.
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

#define REPORT_PIECE 16384

enum report_format {
	REPORT_TABLE,
	REPORT_JSON,      /* one object, RFC 8259 */
	REPORT_PROMETHEUS /* exposition format 0.0.4, for a textfile collector
			   */
};

struct report {
	enum report_format format;
	const struct counters *table;
	const struct counters_totals *totals;
	const struct counters_row *rows;
	size_t nrows;
	const struct counters_total *rate; /* a second, for each row; or NULL */
	struct counters_total all_rate;    /* with rate */
	size_t width;                      /* of a line of the table; 0: any */
};

size_t report_pieces(const struct report *);

/* Piece i, at most REPORT_PIECE bytes. */
void report_put(struct text *, const struct report *, size_t i);

#endif
