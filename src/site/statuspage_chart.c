#include "site/statuspage_chart.h"

#include "site/figure.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

uint64_t
statuspage_chart_scale(uint64_t v, uint64_t most, uint64_t whole)
{
	uint64_t part;

	while (most > UINT64_MAX / 1024) {
		most /= 2;
		v /= 2;
	}
	part = most > 0 ? v * whole / most : 0;
	return part == 0 && v > 0 ? 1 : part;
}

static void
put_member(struct text *t, uint64_t v, enum counters_member m)
{
	if (m == COUNTERS_REQUESTS)
		figure_count(t, v);
	else
		figure_size(t, v);
}

/* A chart: the sums of n periods, of which the first is the current one. */
struct series {
	const struct counters_total *at;
	size_t n;
	int64_t seconds;                 /* length of a period */
	const char *period, *ago, *half; /* words of the caption and the axis */
};

static struct series
series_of(const struct counters_totals *totals, size_t i)
{
	switch (i) {
	case 0:
		return (struct series){ totals->minute, COUNTERS_MINUTES, 60,
			"minute", "60 min ago", "30 min ago" };
	case 1:
		return (struct series){ totals->hour, COUNTERS_HOURS, 3600,
			"hour", "24 hours ago", "12 hours ago" };
	default:
		return (struct series){ totals->day, COUNTERS_DAYS, 86400,
			"day", "30 days ago", "15 days ago" };
	}
}

/* Appends a bar for each period, oldest first, whose title is its number. */
static void
put_bars(struct text *t, int64_t now_s, const struct series *s,
    enum counters_member m, uint64_t most)
{
	for (size_t i = s->n; i-- > 0;) {
		uint64_t v = counters_member(&s->at[i], m);
		uint64_t height = statuspage_chart_scale(v, most, 100);

		if (v == 0)
			continue;
		PUT(t, "<rect x=\"");
		text_u64(t, 10 * (s->n - 1 - i) + 1);
		PUT(t, "\" y=\"");
		text_u64(t, 100 - height);
		PUT(t, "\" width=\"8\" height=\"");
		text_u64(t, height);
		text_put(t, i == 0 ? SPAN("\" class=\"now\"><title>")
				   : SPAN("\"><title>"));
		figure_moment(
		    t, now_s - now_s % s->seconds - s->seconds * (int64_t)i);
		PUT(t, ": ");
		put_member(t, v, m);
		PUT(t, "</title></rect>");
	}
}

static void
put_chart(struct text *t, int64_t now_s, const struct series *s,
    enum counters_member m)
{
	struct span name = m == COUNTERS_REQUESTS ? SPAN("Requests by ")
						  : SPAN("Bytes sent by ");
	uint64_t most = 0;

	for (size_t i = 0; i < s->n; i++)
		if (counters_member(&s->at[i], m) > most)
			most = counters_member(&s->at[i], m);
	PUT(t, "<figure>\n<figcaption><b>");
	text_put(t, name);
	text_put(t, span_str(s->period));
	PUT(t, "</b> <span>busiest ");
	text_put(t, span_str(s->period));
	PUT(t, ": ");
	put_member(t, most, m);
	PUT(t, "</span></figcaption>\n<svg class=\"chart\" viewBox=\"0 0 ");
	text_u64(t, 10 * s->n);
	PUT(t, " 100\" preserveAspectRatio=\"none\" role=\"img\" "
	       "aria-label=\"");
	text_put(t, name);
	text_put(t, span_str(s->period));
	PUT(t, ", from ");
	text_put(t, span_str(s->ago));
	PUT(t, " until now\">");
	put_bars(t, now_s, s, m, most);
	PUT(t, "</svg>\n<div class=\"axis\"><span>");
	text_put(t, span_str(s->ago));
	PUT(t, "</span> <span>");
	text_put(t, span_str(s->half));
	PUT(t, "</span> <span>now</span></div>\n</figure>\n");
}

void
statuspage_chart_put(struct text *t, const struct counters_totals *totals,
    int64_t now_s, size_t i)
{
	struct series s = series_of(totals, i / 2);

	if (i % 2 == 0) {
		PUT(t, "<div class=\"pair\">\n");
		put_chart(t, now_s, &s, COUNTERS_REQUESTS);
	} else {
		put_chart(t, now_s, &s, COUNTERS_BYTES);
		PUT(t, "</div>\n");
	}
}
