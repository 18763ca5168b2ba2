/*
 * figure -- numbers, times and paths as people read them, in HTML.
 *
 *	figure_count	12 345		a narrow space between thousands
 *	figure_size	1.4 MB		base/size
 *	figure_rate	0.35, 340	n in so many seconds, by the second
 *	figure_moment	2026-11-21 10:00, UTC
 *	figure_path	/a%20b&amp;c	as in a URL, and escaped
 */
#ifndef SITE_FIGURE_H
#define SITE_FIGURE_H

#include "base/text.h"

void figure_count(struct text *, uint64_t);
void figure_size(struct text *, uint64_t bytes);

/* seconds is at least 1. */
void figure_rate(struct text *, uint64_t n, uint64_t seconds);

/* Years 0 to 9999, others are clamped. */
void figure_moment(struct text *, int64_t seconds);

/* Of any bytes; for an attribute in quotes as well as for text. */
void figure_path(struct text *, struct span decoded);

#endif
