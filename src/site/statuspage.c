#include "site/statuspage.h"

#include "http/status.h"
#include "site/figure.h"
#include "site/limited_table.h"
#include "site/page.h"
#include "site/statuspage_style.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

void
statuspage_take(const struct counters *table, int64_t now_s, bool as_metrics,
    struct statuspage *p)
{
	p->as_metrics = as_metrics;
	p->counted = table != NULL;
	p->now_s = now_s;
	p->shown = (struct metrics){ .totals = &p->totals,
		.row = p->row,
		.key = p->key,
		.limited = p->limited };
	if (table == NULL)
		return;
	p->shown.since_s = table->head.since_s;
	counters_read(table, now_s, &p->totals);
	limited_times(&table->limited, p->shown.times);
	p->shown.nlimited = limited_read(&table->limited, now_s, p->limited);
	p->shown.nrows = counters_top(table, p->row, STATUSPAGE_ROWS);
	for (size_t i = 0; i < p->shown.nrows; i++)
		p->key[i] = counters_key(table, &p->row[i], p->room[i]);
}

static void
begin_tile(struct text *t, struct span name)
{
	PUT(t, "<div><dt>");
	text_put(t, name);
	PUT(t, "</dt><dd>");
}

static void
end_tile(struct text *t, struct span unit)
{
	text_put(t, unit);
	PUT(t, "</dd></div>\n");
}

/*
 * Puts the sums of the hour, and of the last whole minute, since the current
 * one has not ended.
 */
static void
put_tiles(struct text *t, const struct statuspage *p)
{
	struct counters_total hour = { 0, 0 };

	for (size_t i = 0; i < COUNTERS_MINUTES; i++) {
		hour.requests += p->totals.minute[i].requests;
		hour.bytes += p->totals.minute[i].bytes;
	}
	PUT(t, "<dl>\n");
	begin_tile(t, SPAN("Requests"));
	figure_count(t, p->totals.all.requests);
	end_tile(t, SPAN(""));
	begin_tile(t, SPAN("Requests, last full minute"));
	figure_rate(t, p->totals.minute[1].requests, 60);
	end_tile(t, SPAN("/s"));
	begin_tile(t, SPAN("Requests, last hour"));
	figure_rate(t, hour.requests, 3600);
	end_tile(t, SPAN("/s"));
	begin_tile(t, SPAN("Bytes sent"));
	figure_size(t, p->totals.all.bytes);
	end_tile(t, SPAN(""));
	begin_tile(t, SPAN("Sent, last full minute"));
	figure_size(t, p->totals.minute[1].bytes / 60);
	end_tile(t, SPAN("/s"));
	begin_tile(t, SPAN("Sent, last hour"));
	figure_size(t, hour.bytes / 3600);
	end_tile(t, SPAN("/s"));
	PUT(t, "</dl>\n");
}

static void
put_summary(struct text *t, const struct statuspage *p)
{
	page_begin(t);
	PUT(t, "Server status</title>\n"
	       "<meta name=\"robots\" content=\"noindex\">\n"
	       "<meta http-equiv=\"refresh\" content=\"60\">\n");
	page_style(t, statuspage_style());
	PUT(t, "<h1>Server status</h1>\n");
	if (!p->counted) {
		PUT(t, "<p>Nothing is counted: the configuration names no "
		       "counters, or they cannot be used.</p>\n");
		return;
	}
	PUT(t, "<p>Counted since ");
	figure_moment(t, p->shown.since_s);
	PUT(t, ", now ");
	figure_moment(t, p->now_s);
	PUT(t, " UTC</p>\n");
	put_tiles(t, p);
	limited_table_put(t, p->limited, p->shown.nlimited);
}

/* Scales v from 0..most to 0..whole; anything above 0 stays visible. */
static uint64_t
scale(uint64_t v, uint64_t most, uint64_t whole)
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

/* Appends a bar for each minute, oldest first, whose title is its number. */
static void
put_bars(struct text *t, const struct statuspage *p, enum counters_member m,
    uint64_t most)
{
	for (size_t i = COUNTERS_MINUTES; i-- > 0;) {
		uint64_t v = counters_member(&p->totals.minute[i], m);
		uint64_t height = scale(v, most, 100);

		if (v == 0)
			continue;
		PUT(t, "<rect x=\"");
		text_u64(t, 10 * (COUNTERS_MINUTES - 1 - i) + 1);
		PUT(t, "\" y=\"");
		text_u64(t, 100 - height);
		PUT(t, "\" width=\"8\" height=\"");
		text_u64(t, height);
		text_put(t, i == 0 ? SPAN("\" class=\"now\"><title>")
				   : SPAN("\"><title>"));
		figure_moment(t, p->now_s - 60 * (int64_t)i);
		PUT(t, ": ");
		put_member(t, v, m);
		PUT(t, "</title></rect>");
	}
}

static void
put_chart(struct text *t, const struct statuspage *p, enum counters_member m)
{
	uint64_t most = 0;

	for (size_t i = 0; i < COUNTERS_MINUTES; i++)
		if (counters_member(&p->totals.minute[i], m) > most)
			most = counters_member(&p->totals.minute[i], m);
	PUT(t, "<figure>\n<figcaption><b>");
	text_put(t, m == COUNTERS_REQUESTS ? SPAN("Requests by minute")
					   : SPAN("Bytes sent by minute"));
	PUT(t, "</b><span>busiest minute: ");
	put_member(t, most, m);
	PUT(t, "</span></figcaption>\n"
	       "<svg class=\"chart\" viewBox=\"0 0 600 100\" "
	       "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
	text_put(t, m == COUNTERS_REQUESTS ? SPAN("Requests") : SPAN("Bytes"));
	PUT(t, " by minute of the last hour\">");
	put_bars(t, p, m, most);
	PUT(t, "</svg>\n<div class=\"axis\"><span>60 min ago</span>"
	       "<span>30 min ago</span><span>now</span></div>\n"
	       "</figure>\n");
}

/* Appends v as a part of most, as a bar of this class of colour. */
static void
put_bar(struct text *t, uint64_t v, uint64_t most, char class)
{
	PUT(t, "<td class=\"g\"><svg class=\"bar\" viewBox=\"0 0 100 8\" "
	       "preserveAspectRatio=\"none\"><rect class=\"c");
	text_char(t, class);
	PUT(t, "\" width=\"");
	text_u64(t, scale(v, most, 100));
	PUT(t, "\" height=\"8\"/></svg></td>");
}

static void
put_totals(struct text *t, const struct counters_total *total)
{
	PUT(t, "<td class=\"n\">");
	figure_count(t, total->requests);
	PUT(t, "</td><td class=\"n\">");
	figure_size(t, total->bytes);
	PUT(t, "</td>");
}

static void
put_table(struct text *t, struct span name)
{
	PUT(t, "<table>\n<tr><th>");
	text_put(t, name);
	PUT(t, "</th><th class=\"g\"></th><th class=\"n\">Requests</th>"
	       "<th class=\"n\">Bytes sent</th></tr>\n");
}

static void
put_statuses(struct text *t, const struct statuspage *p)
{
	PUT(t, "<h2>By status</h2>\n");
	put_table(t, SPAN("Status"));
	for (size_t i = 0; i <= COUNTERS_OTHER_STATUS; i++) {
		const struct counters_total *total = &p->totals.status[i];
		int code = i < COUNTERS_CODES ? counters_code(i) : 0;

		if (total->requests == 0)
			continue;
		PUT(t, "<tr><td>");
		if (code > 0) {
			text_u64(t, (uint64_t)code);
			text_char(t, ' ');
			text_put(t, status_reason(code));
		} else
			PUT(t, "other");
		PUT(t, "</td>");
		put_bar(t, total->requests, p->totals.all.requests,
		    (char)('0' + code / 100));
		put_totals(t, total);
		PUT(t, "</tr>\n");
	}
	PUT(t, "</table>\n");
}

/*
 * Appends a path as a link, unless "//" would make it lead to another host.  A
 * path after a host's name is not a link, because that host's port and scheme
 * are unknown.
 */
static void
put_name(struct text *t, struct span key, size_t length)
{
	bool whole = key.n > 0 && key.n == length && *key.p == '/' &&
		     (key.n == 1 || key.p[1] != '/');

	if (whole) {
		PUT(t, "<a href=\"");
		figure_path(t, key);
		PUT(t, "\">");
	}
	figure_path(t, key);
	if (whole)
		PUT(t, "</a>");
	else if (key.n == 0)
		PUT(t, "(not named)");
	else if (key.n < length)
		PUT(t, "&hellip;");
}

static void
put_resource(struct text *t, const struct statuspage *p, size_t i)
{
	PUT(t, "<tr><td class=\"p\">");
	put_name(t, p->key[i], p->row[i].length);
	PUT(t, "</td>");
	put_bar(t, p->row[i].total.requests, p->row[0].total.requests, '0');
	put_totals(t, &p->row[i].total);
	PUT(t, "</tr>\n");
}

/* Appends the resources without a row: the less requested, and the others. */
static void
put_end(struct text *t, const struct statuspage *p)
{
	const struct counters_total *other =
	    &p->totals.status[COUNTERS_OTHER_RESOURCE];

	PUT(t, "</table>\n");
	if (p->totals.resources > p->shown.nrows) {
		PUT(t, "<p>and ");
		figure_count(t, p->totals.resources - p->shown.nrows);
		PUT(t, " more</p>\n");
	}
	if (other->requests > 0) {
		PUT(t, "<p>The table is full: ");
		figure_count(t, other->requests);
		PUT(t, " requests, ");
		figure_size(t, other->bytes);
		PUT(t, " of other resources</p>\n");
	}
}

/* The pieces of the page before the rows, and after them. */
enum { SUMMARY, CHART_REQUESTS, CHART_BYTES, STATUSES, FIRST_ROW };

/*
 * Puts the metrics.  An answer without samples is valid, and contains nothing
 * that is wrong.
 */
static void
put_metrics(struct text *t, const struct statuspage *p, size_t i)
{
	if (p->counted)
		metrics_put(t, &p->shown, i);
	else
		PUT(t, "# Nothing is counted: the configuration names no "
		       "counters, or they cannot be used.\n");
}

size_t
statuspage_pieces(const struct statuspage *p)
{
	if (p->as_metrics)
		return p->counted ? metrics_pieces(&p->shown) : 1;
	return p->counted ? FIRST_ROW + p->shown.nrows + 1 : 2;
}

static void
put_page(struct text *t, const struct statuspage *p, size_t i)
{
	bool last = i + 1 == statuspage_pieces(p);

	if (i == SUMMARY)
		put_summary(t, p);
	else if (!last && i == CHART_REQUESTS) {
		PUT(t, "<div class=\"pair\">\n");
		put_chart(t, p, COUNTERS_REQUESTS);
	} else if (!last && i == CHART_BYTES) {
		put_chart(t, p, COUNTERS_BYTES);
		PUT(t, "</div>\n");
	} else if (!last && i == STATUSES) {
		put_statuses(t, p);
		PUT(t, "<h2>By resource</h2>\n");
		put_table(t, SPAN("Path"));
	} else if (!last)
		put_resource(t, p, i - FIRST_ROW);
	else {
		if (p->counted)
			put_end(t, p);
		page_end(t);
	}
}

void
statuspage_put(struct text *t, const struct statuspage *p, size_t i)
{
	if (p->as_metrics)
		put_metrics(t, p, i);
	else
		put_page(t, p, i);
}

uint64_t
statuspage_length(const struct statuspage *p)
{
	struct text t = TEXT_MEASURE;

	for (size_t i = 0; i < statuspage_pieces(p); i++)
		statuspage_put(&t, p, i);
	return t.n;
}
