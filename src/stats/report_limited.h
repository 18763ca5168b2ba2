/*
 * report_limited -- puts the part of a report about rates: which sources they
 * limit now, and how often they have limited any source.
 */
#ifndef STATS_REPORT_LIMITED_H
#define STATS_REPORT_LIMITED_H

#include "stats/report.h"

/* Puts a table, or nothing if no source is limited now. */
void report_limited_table(struct text *, const struct report *);

/* Puts the members "limited" and "limited_total" of an object. */
void report_limited_json(struct text *, const struct report *);

#endif
