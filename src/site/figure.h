/*
 * figure -- numbers, times and paths for people to read, in HTML.
 *
 *	figure_count	12 345		a narrow space between thousands
 *	figure_size	1.4 MB		base/size
 *	figure_rate	0.35, 340	n in so many seconds, by the second
 *	figure_time	0.25 ms		microseconds, to two digits
 *	figure_moment	2026-11-21 10:00, UTC
 *	figure_path	/a%20b&amp;c	as in a URL, and escaped
 */
#ifndef SITE_FIGURE_H
#define SITE_FIGURE_H

#include "base/text.h"

void figure_count(struct text *, uint64_t);
void figure_size(struct text *, uint64_t bytes);

/* Appends n divided by the seconds, which are at least 1. */
void figure_rate(struct text *, uint64_t n, uint64_t seconds);

/* Appends a duration in ms, or in s from one second on. */
void figure_time(struct text *, uint64_t us);

/* Appends a time; years are clamped to 0 to 9999. */
void figure_moment(struct text *, int64_t seconds);

/* Appends a path of any bytes, escaped for text and for quoted attributes. */
void figure_path(struct text *, struct span decoded);

#endif
