#include "site/statuspage.h"

#include "http/status.h"
#include "site/attendance_tiles.h"
#include "site/figure.h"
#include "site/limited_table.h"
#include "site/page.h"
#include "site/statuspage_chart.h"
#include "site/statuspage_style.h"
#include "site/tile.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

void
statuspage_take(const struct counters *table, int64_t now_s, bool as_metrics,
    struct statuspage *p)
{
	p->still = false;
	p->attendance = NULL;
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
	p->shown.certificate = table->certificate;
	p->shown.nlimited = limited_read(&table->limited, now_s, p->limited);
	p->shown.nrows = counters_top(table, p->row, STATUSPAGE_ROWS);
	for (size_t i = 0; i < p->shown.nrows; i++)
		p->key[i] = counters_key(table, &p->row[i], p->room[i]);
}

/* The time within which this part of all requests was answered. */
static void
put_within(struct text *t, const struct statuspage *p, struct span name,
    unsigned permille)
{
	uint64_t us = counters_within(&p->totals, permille);

	tile_begin(t, name);
	if (us == UINT64_MAX) {
		PUT(t, "over ");
		us = counters_time(COUNTERS_TIMES - 2);
	}
	figure_time(t, us);
	tile_end(t, SPAN(""));
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
	tile_begin(t, SPAN("Requests"));
	figure_count(t, p->totals.all.requests);
	tile_end(t, SPAN(""));
	tile_begin(t, SPAN("Requests, last full minute"));
	figure_rate(t, p->totals.minute[1].requests, 60);
	tile_end(t, SPAN("/s"));
	tile_begin(t, SPAN("Requests, last hour"));
	figure_rate(t, hour.requests, 3600);
	tile_end(t, SPAN("/s"));
	tile_begin(t, SPAN("Bytes sent"));
	figure_size(t, p->totals.all.bytes);
	tile_end(t, SPAN(""));
	tile_begin(t, SPAN("Sent, last full minute"));
	figure_size(t, p->totals.minute[1].bytes / 60);
	tile_end(t, SPAN("/s"));
	tile_begin(t, SPAN("Sent, last hour"));
	figure_size(t, hour.bytes / 3600);
	tile_end(t, SPAN("/s"));
	put_within(t, p, SPAN("Half answered within"), 500);
	put_within(t, p, SPAN("95 % answered within"), 950);
	put_within(t, p, SPAN("99 % answered within"), 990);
	PUT(t, "</dl>\n");
}

static void
put_summary(struct text *t, const struct statuspage *p)
{
	page_begin(t);
	PUT(t, "Server status</title>\n"
	       "<meta name=\"robots\" content=\"noindex\">\n");
	page_style(t, statuspage_style());
	PUT(t, "<h1>Server status</h1>\n");
	if (!p->counted) {
		PUT(t, "<p>Nothing is counted: the configuration names no "
		       "counters, or they cannot be used.</p>\n");
		attendance_tiles_put(t, p->attendance, p->now_s);
		return;
	}
	PUT(t, "<p>Counted since ");
	figure_moment(t, p->shown.since_s);
	PUT(t, ", now ");
	figure_moment(t, p->now_s);
	PUT(t, " UTC. ");
	if (p->still)
		PUT(t, "<a href=\"?\">Refresh every minute</a></p>\n");
	else
		PUT(t, "<a href=\"?still\">Stop refreshing</a></p>\n");
	put_tiles(t, p);
	attendance_tiles_put(t, p->attendance, p->now_s);
	limited_table_put(t, p->limited, p->shown.nlimited);
}

/* Appends v as a part of most, as a bar of this class of colour. */
static void
put_bar(struct text *t, uint64_t v, uint64_t most, char class)
{
	PUT(t, "<td class=\"g\"><svg class=\"bar\" viewBox=\"0 0 100 8\" "
	       "preserveAspectRatio=\"none\"><rect class=\"c");
	text_char(t, class);
	PUT(t, "\" width=\"");
	text_u64(t, statuspage_chart_scale(v, most, 100));
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
	PUT(t, "</th><td class=\"g\"></td><th class=\"n\">Requests</th>"
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

/*
 * Appends the resources without a row, the less requested and the others; and
 * where more is to be found.
 */
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
	PUT(t, "<h2>By visitor</h2>\n<p>Visitors are not counted. "
	       "<code>minihttp-stats --log FILE</code> finds the most frequent "
	       "ones, and the pages that they came from, in the access "
	       "log.</p>\n");
}

/* The pieces of the page before the rows, and after them. */
enum { SUMMARY, CHARTS, STATUSES = CHARTS + STATUSPAGE_CHARTS, FIRST_ROW };

/*
 * Puts the metrics.  An answer without samples is valid, and contains nothing
 * that is wrong.
 */
static void
put_metrics(struct text *t, const struct statuspage *p, size_t i)
{
	if (p->counted)
		metrics_put(t, &p->shown, i);
	else if (p->shown.open)
		PUT(t, METRICS_END);
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
	else if (!last && i < STATUSES)
		statuspage_chart_put(t, &p->totals, p->now_s, i - CHARTS);
	else if (!last && i == STATUSES) {
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
