/*
 * statuspage_chart -- the charts of the status page: requests and bytes by
 * minute, hour and day, as inline SVG.
 */
#ifndef SITE_STATUSPAGE_CHART_H
#define SITE_STATUSPAGE_CHART_H

#include "base/counters.h"
#include "base/text.h"

/* Each range has two charts, which stand side by side. */
#define STATUSPAGE_CHARTS 6

/*
 * Puts chart i of STATUSPAGE_CHARTS. now_s is the time at which the totals were
 * read.
 */
void statuspage_chart_put(
    struct text *, const struct counters_totals *, int64_t now_s, size_t i);

/* Scales v from 0..most to 0..whole; anything above 0 stays visible. */
uint64_t statuspage_chart_scale(uint64_t v, uint64_t most, uint64_t whole);

#endif
