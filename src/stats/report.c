#include "stats/report.h"

#include "http/date.h"
#include "http/status.h"
#include "site/figure.h"
#include "site/metrics.h"
#include "stats/column.h"
#include "stats/report_limited.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

static void
put_path(struct text *t, const struct report *r, size_t i)
{
	metrics_put_path(t, r->shown.key[i], &r->shown.row[i]);
}

static void
put_pair(struct text *t, const struct counters_total *total)
{
	column_count(t, total->requests);
	column_size(t, total->bytes);
}

/* Puts "half within 0.5 ms, 95 % within 5 ms, 99 % within 25 ms". */
static void
table_times(struct text *t, const struct counters_totals *totals)
{
	static const struct {
		unsigned permille;
		char name[5];
	} part[] = { { 500, "half" }, { 950, "95 %" }, { 990, "99 %" } };

	if (totals->all.requests == 0)
		return;
	PUT(t, "\nanswered: ");
	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		uint64_t us = counters_within(totals, part[i].permille);

		text_put(t, i > 0 ? SPAN(", ") : SPAN(""));
		text_put(t, span_str(part[i].name));
		if (us == UINT64_MAX) {
			PUT(t, " in more than ");
			us = counters_time(COUNTERS_TIMES - 2);
		} else
			PUT(t, " within ");
		figure_time(t, us);
	}
	text_char(t, '\n');
}

static void
table_begin(struct text *t, const struct report *r)
{
	PUT(t, "since ");
	date_put_iso(t, r->shown.since_s);
	PUT(t, "\n\n    requests        bytes status\n");
	put_pair(t, &r->shown.totals->all);
	PUT(t, "all\n");
	for (size_t i = 0; i <= COUNTERS_OTHER_STATUS; i++) {
		if (r->shown.totals->status[i].requests == 0)
			continue;
		put_pair(t, &r->shown.totals->status[i]);
		metrics_put_status(t, i);
		text_char(t, ' ');
		if (i < COUNTERS_CODES)
			text_put(t, status_reason(counters_code(i)));
		text_char(t, '\n');
	}
	table_times(t, r->shown.totals);
	report_limited_table(t, r);
	if (r->rate != NULL) {
		PUT(t, "\n");
		put_pair(t, &r->all_rate);
		PUT(t, "a second\n\n    requests        bytes    "
		       "a second resource\n");
	} else
		PUT(t, "\n    requests        bytes resource\n");
}

static void
table_row(struct text *t, const struct report *r, size_t i)
{
	size_t line = t->n;

	put_pair(t, &r->shown.row[i].total);
	if (r->rate != NULL)
		column_count(t, r->rate[i].requests);
	put_path(t, r, i);
	if (r->width > 0 && t->n - line > r->width)
		t->n = line + r->width;
	text_char(t, '\n');
}

static void
table_end(struct text *t, const struct report *r)
{
	const struct counters_total *other =
	    &r->shown.totals->status[COUNTERS_OTHER_RESOURCE];

	if (other->requests == 0)
		return;
	put_pair(t, other);
	PUT(t, "(others: the table is full)\n");
}

static void
json_total(struct text *t, const struct counters_total *total)
{
	column_member(t, SPAN("requests"), total->requests);
	text_char(t, ',');
	column_member(t, SPAN("bytes"), total->bytes);
}

static void
json_periods(struct text *t, struct span name,
    const struct counters_total *period, size_t n)
{
	text_char(t, '"');
	text_put(t, name);
	PUT(t, "\":[");
	for (size_t i = 0; i < n; i++) {
		text_put(t, i > 0 ? SPAN(",{") : SPAN("{"));
		json_total(t, &period[i]);
		PUT(t, "}");
	}
	PUT(t, "],");
}

/* The last one, of the requests above every bound, has none. */
static void
json_times(struct text *t, const struct counters_totals *totals)
{
	column_member(t, SPAN("duration_us"), totals->took_us);
	PUT(t, ",\"durations\":[");
	for (size_t i = 0; i < COUNTERS_TIMES; i++) {
		text_put(t, i > 0 ? SPAN(",{") : SPAN("{"));
		if (i + 1 < COUNTERS_TIMES) {
			column_member(t, SPAN("at_most_us"), counters_time(i));
			text_char(t, ',');
		}
		column_member(t, SPAN("requests"), totals->took[i]);
		PUT(t, "}");
	}
	PUT(t, "],");
}

static void
json_begin(struct text *t, const struct report *r)
{
	bool more = false;

	PUT(t, "{\"since\":\"");
	date_put_iso(t, r->shown.since_s);
	PUT(t, "\",");
	json_total(t, &r->shown.totals->all);
	PUT(t, ",\"statuses\":[");
	for (size_t i = 0; i <= COUNTERS_OTHER_STATUS; i++) {
		if (r->shown.totals->status[i].requests == 0)
			continue;
		text_put(
		    t, more ? SPAN(",{\"status\":\"") : SPAN("{\"status\":\""));
		more = true;
		metrics_put_status(t, i);
		PUT(t, "\",");
		json_total(t, &r->shown.totals->status[i]);
		PUT(t, "}");
	}
	PUT(t, "],");
	json_periods(
	    t, SPAN("minutes"), r->shown.totals->minute, COUNTERS_MINUTES);
	json_periods(t, SPAN("hours"), r->shown.totals->hour, COUNTERS_HOURS);
	json_periods(t, SPAN("days"), r->shown.totals->day, COUNTERS_DAYS);
	json_times(t, r->shown.totals);
	report_limited_json(t, r);
	PUT(t, ",\"other_resources\":{");
	json_total(t, &r->shown.totals->status[COUNTERS_OTHER_RESOURCE]);
	PUT(t, "},\"resources\":[");
}

static void
json_row(struct text *t, const struct report *r, size_t i)
{
	text_put(t, i > 0 ? SPAN(",\n{\"path\":\"") : SPAN("\n{\"path\":\""));
	put_path(t, r, i);
	PUT(t, "\",");
	json_total(t, &r->shown.row[i].total);
	PUT(t, "}");
}

size_t
report_pieces(const struct report *r)
{
	return r->format == REPORT_PROMETHEUS ? metrics_pieces(&r->shown)
					      : r->shown.nrows + 2;
}

static void
table_put(struct text *t, const struct report *r, size_t i)
{
	if (i == 0)
		table_begin(t, r);
	else if (i <= r->shown.nrows)
		table_row(t, r, i - 1);
	else
		table_end(t, r);
}

static void
json_put(struct text *t, const struct report *r, size_t i)
{
	if (i == 0)
		json_begin(t, r);
	else if (i <= r->shown.nrows)
		json_row(t, r, i - 1);
	else
		PUT(t, "\n]}\n");
}

void
report_put(struct text *t, const struct report *r, size_t i)
{
	switch (r->format) {
	case REPORT_TABLE:
		table_put(t, r, i);
		break;
	case REPORT_JSON:
		json_put(t, r, i);
		break;
	case REPORT_PROMETHEUS:
		metrics_put(t, &r->shown, i);
		break;
	}
}
