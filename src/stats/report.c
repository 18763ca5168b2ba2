#include "stats/report.h"

#include "base/size.h"
#include "http/date.h"
#include "http/status.h"
#include "http/target.h"
#include "stats/report_limited.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

/* Columns of numbers. */
#define WIDE 12

/*
 * Puts "~12.3", the place of a slot, to distinguish resources by more than
 * their names.
 */
static void
put_place(struct text *t, const struct counters_row *row)
{
	text_char(t, '~');
	text_u64(t, row->bucket);
	text_char(t, '.');
	text_u64(t, row->slot);
}

/*
 * Puts the path as in a URL.  It is ASCII without quotes and backslashes then,
 * whatever its bytes, so no format needs to escape it.
 */
static void
put_path(struct text *t, const struct report *r, const struct counters_row *row)
{
	char buf[COUNTERS_KEY];
	struct span key = counters_key(r->table, row, buf);

	target_put_path(t, key);
	if (key.n > 0 && key.n == row->length)
		return;
	text_put(t, key.n > 0 ? SPAN("...") : SPAN("(unnamed)"));
	put_place(t, row);
}

/* Puts a number, right-aligned, with a space after it. */
static void
put_column(struct text *t, struct span s)
{
	for (size_t n = s.n; n < WIDE; n++)
		text_char(t, ' ');
	text_put(t, s);
	text_char(t, ' ');
}

static void
put_count(struct text *t, uint64_t v)
{
	char buf[24];
	struct text number = TEXT(buf);

	text_u64(&number, v);
	put_column(t, TEXT_SPAN(number));
}

static void
put_size(struct text *t, uint64_t v)
{
	char buf[24];
	struct text number = TEXT(buf);

	size_put(&number, v, SPAN(" "));
	put_column(t, TEXT_SPAN(number));
}

/* Returns the status of a sum, or "other". */
static void
put_status(struct text *t, size_t sum)
{
	if (sum < COUNTERS_CODES)
		text_pad(t, (uint64_t)counters_code(sum), 3);
	else
		PUT(t, "other");
}

static void
put_pair(struct text *t, const struct counters_total *total)
{
	put_count(t, total->requests);
	put_size(t, total->bytes);
}

static void
table_begin(struct text *t, const struct report *r)
{
	PUT(t, "since ");
	date_put_iso(t, r->table->head.since_s);
	PUT(t, "\n\n    requests        bytes status\n");
	put_pair(t, &r->totals->all);
	PUT(t, "all\n");
	for (size_t i = 0; i <= COUNTERS_OTHER_STATUS; i++) {
		if (r->totals->status[i].requests == 0)
			continue;
		put_pair(t, &r->totals->status[i]);
		put_status(t, i);
		text_char(t, ' ');
		if (i < COUNTERS_CODES)
			text_put(t, status_reason(counters_code(i)));
		text_char(t, '\n');
	}
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

	put_pair(t, &r->rows[i].total);
	if (r->rate != NULL)
		put_count(t, r->rate[i].requests);
	put_path(t, r, &r->rows[i]);
	if (r->width > 0 && t->n - line > r->width)
		t->n = line + r->width;
	text_char(t, '\n');
}

static void
table_end(struct text *t, const struct report *r)
{
	const struct counters_total *other =
	    &r->totals->status[COUNTERS_OTHER_RESOURCE];

	if (other->requests == 0)
		return;
	put_pair(t, other);
	PUT(t, "(others: the table is full)\n");
}

static void
json_number(struct text *t, struct span name, uint64_t value)
{
	text_char(t, '"');
	text_put(t, name);
	PUT(t, "\":");
	text_u64(t, value);
}

static void
json_total(struct text *t, const struct counters_total *total)
{
	json_number(t, SPAN("requests"), total->requests);
	text_char(t, ',');
	json_number(t, SPAN("bytes"), total->bytes);
}

static void
json_begin(struct text *t, const struct report *r)
{
	bool more = false;

	PUT(t, "{\"since\":\"");
	date_put_iso(t, r->table->head.since_s);
	PUT(t, "\",");
	json_total(t, &r->totals->all);
	PUT(t, ",\"statuses\":[");
	for (size_t i = 0; i <= COUNTERS_OTHER_STATUS; i++) {
		if (r->totals->status[i].requests == 0)
			continue;
		text_put(
		    t, more ? SPAN(",{\"status\":\"") : SPAN("{\"status\":\""));
		more = true;
		put_status(t, i);
		PUT(t, "\",");
		json_total(t, &r->totals->status[i]);
		PUT(t, "}");
	}
	PUT(t, "],\"minutes\":[");
	for (size_t i = 0; i < COUNTERS_MINUTES; i++) {
		text_put(t, i > 0 ? SPAN(",{") : SPAN("{"));
		json_total(t, &r->totals->minute[i]);
		PUT(t, "}");
	}
	PUT(t, "],");
	report_limited_json(t, r);
	PUT(t, ",\"other_resources\":{");
	json_total(t, &r->totals->status[COUNTERS_OTHER_RESOURCE]);
	PUT(t, "},\"resources\":[");
}

static void
json_row(struct text *t, const struct report *r, size_t i)
{
	text_put(t, i > 0 ? SPAN(",\n{\"path\":\"") : SPAN("\n{\"path\":\""));
	put_path(t, r, &r->rows[i]);
	PUT(t, "\",");
	json_total(t, &r->rows[i].total);
	PUT(t, "}");
}

static void
prometheus_family(
    struct text *t, struct span name, struct span type, struct span help)
{
	PUT(t, "# HELP ");
	text_put(t, name);
	text_char(t, ' ');
	text_put(t, help);
	PUT(t, "\n# TYPE ");
	text_put(t, name);
	text_char(t, ' ');
	text_put(t, type);
	text_char(t, '\n');
}

static void
prometheus_value(
    struct text *t, const struct counters_total *total, enum counters_member m)
{
	PUT(t, "\"} ");
	text_u64(t, counters_member(total, m));
	text_char(t, '\n');
}

static void
prometheus_statuses(struct text *t, const struct report *r, struct span name,
    struct span help, enum counters_member m)
{
	prometheus_family(t, name, SPAN("counter"), help);
	for (size_t i = 0; i <= COUNTERS_OTHER_STATUS; i++) {
		if (r->totals->status[i].requests == 0)
			continue;
		text_put(t, name);
		PUT(t, "{status=\"");
		put_status(t, i);
		prometheus_value(t, &r->totals->status[i], m);
	}
}

static void
prometheus_gauge(
    struct text *t, struct span name, struct span help, uint64_t value)
{
	prometheus_family(t, name, SPAN("gauge"), help);
	text_put(t, name);
	text_char(t, ' ');
	text_u64(t, value);
	text_char(t, '\n');
}

static void
prometheus_begin(struct text *t, const struct report *r)
{
	prometheus_gauge(t, SPAN("minihttp_counters_created_seconds"),
	    SPAN("When counting began, since 1970."),
	    (uint64_t)r->table->head.since_s);
	prometheus_gauge(t, SPAN("minihttp_resources"),
	    SPAN("Resources that are counted by name."), r->totals->resources);
	prometheus_statuses(t, r, SPAN("minihttp_requests_total"),
	    SPAN("Requests answered."), COUNTERS_REQUESTS);
	prometheus_statuses(t, r, SPAN("minihttp_content_bytes_total"),
	    SPAN("Bytes of content sent."), COUNTERS_BYTES);
	report_limited_prometheus(t, r);
}

/* Samples of a family are adjacent: first all requests, then all bytes. */
static void
prometheus_row(struct text *t, const struct report *r, size_t i)
{
	enum counters_member m =
	    i < r->nrows ? COUNTERS_REQUESTS : COUNTERS_BYTES;
	struct span name = m == COUNTERS_REQUESTS
			       ? SPAN("minihttp_resource_requests_total")
			       : SPAN("minihttp_resource_content_bytes_total");

	if (i == 0)
		prometheus_family(t, name, SPAN("counter"),
		    SPAN("Requests that a resource answered."));
	if (i == r->nrows)
		prometheus_family(t, name, SPAN("counter"),
		    SPAN("Bytes of content that a resource sent."));
	text_put(t, name);
	PUT(t, "{path=\"");
	i %= r->nrows;
	put_path(t, r, &r->rows[i]);
	prometheus_value(t, &r->rows[i].total, m);
}

static size_t
rows(const struct report *r)
{
	return r->format == REPORT_PROMETHEUS ? 2 * r->nrows : r->nrows;
}

size_t
report_pieces(const struct report *r)
{
	return rows(r) + 2;
}

static void
put_begin(struct text *t, const struct report *r)
{
	switch (r->format) {
	case REPORT_TABLE:
		table_begin(t, r);
		break;
	case REPORT_JSON:
		json_begin(t, r);
		break;
	case REPORT_PROMETHEUS:
		prometheus_begin(t, r);
		break;
	}
}

static void
put_row(struct text *t, const struct report *r, size_t i)
{
	switch (r->format) {
	case REPORT_TABLE:
		table_row(t, r, i);
		break;
	case REPORT_JSON:
		json_row(t, r, i);
		break;
	case REPORT_PROMETHEUS:
		prometheus_row(t, r, i);
		break;
	}
}

static void
put_end(struct text *t, const struct report *r)
{
	switch (r->format) {
	case REPORT_TABLE:
		table_end(t, r);
		break;
	case REPORT_JSON:
		PUT(t, "\n]}\n");
		break;
	case REPORT_PROMETHEUS:
		break;
	}
}

void
report_put(struct text *t, const struct report *r, size_t i)
{
	if (i == 0)
		put_begin(t, r);
	else if (i <= rows(r))
		put_row(t, r, i - 1);
	else
		put_end(t, r);
}
