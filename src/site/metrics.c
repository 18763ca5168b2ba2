#include "site/metrics.h"

#include "http/accept.h"
#include "http/target.h"

#define PUT(t, literal) text_put((t), SPAN(literal))

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

void
metrics_put_path(
    struct text *t, struct span key, const struct counters_row *row)
{
	target_put_path(t, key);
	if (key.n > 0 && key.n == row->length)
		return;
	text_put(t, key.n > 0 ? SPAN("...") : SPAN("(unnamed)"));
	put_place(t, row);
}

void
metrics_put_status(struct text *t, size_t sum)
{
	if (sum < COUNTERS_CODES)
		text_pad(t, (uint64_t)counters_code(sum), 3);
	else
		PUT(t, "other");
}

bool
metrics_are_open(const struct fields *f)
{
	unsigned weight = accept_version(
	    f, SPAN("application/openmetrics-text"), SPAN("1.0.0"));

	return weight > 0 &&
	       weight >= accept_version(f, SPAN("text/plain"), SPAN("0.0.4"));
}

/* In OpenMetrics a counter's family lacks the _total of its samples. */
static void
put_family(struct text *t, const struct metrics *m, struct span name,
    struct span type, struct span help)
{
	if (m->open && span_eq(type, SPAN("counter")))
		name.n -= SPAN("_total").n;
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

/* Puts the value that ends a sample with a label. */
static void
put_value(struct text *t, uint64_t value)
{
	PUT(t, "\"} ");
	text_u64(t, value);
	text_char(t, '\n');
}

static void
put_gauge(struct text *t, const struct metrics *m, struct span name,
    struct span help, uint64_t value)
{
	put_family(t, m, name, SPAN("gauge"), help);
	text_put(t, name);
	text_char(t, ' ');
	text_u64(t, value);
	text_char(t, '\n');
}

static void
put_statuses(struct text *t, const struct metrics *m, struct span name,
    struct span help, enum counters_member member)
{
	put_family(t, m, name, SPAN("counter"), help);
	for (size_t i = 0; i <= COUNTERS_OTHER_STATUS; i++) {
		const struct counters_total *total = &m->totals->status[i];

		if (total->requests == 0)
			continue;
		text_put(t, name);
		PUT(t, "{status=\"");
		metrics_put_status(t, i);
		put_value(t, counters_member(total, member));
	}
}

static void
put_limit(struct text *t, struct span name, size_t by, uint64_t value)
{
	text_put(t, name);
	PUT(t, "{limit=\"");
	text_put(t, limited_by((enum limited_by)by));
	put_value(t, value);
}

static void
put_limited(struct text *t, const struct metrics *m)
{
	struct span total = SPAN("minihttp_limited_total");
	struct span sources = SPAN("minihttp_limited_sources");

	put_family(t, m, total, SPAN("counter"),
	    SPAN("Times that a rate has limited a source."));
	for (size_t by = 0; by < LIMITED_KINDS; by++)
		put_limit(t, total, by, m->times[by]);
	put_family(t, m, sources, SPAN("gauge"),
	    SPAN("Sources that a rate limits now."));
	for (size_t by = 0; by < LIMITED_KINDS; by++) {
		uint64_t n = 0;

		for (size_t i = 0; i < m->nlimited; i++)
			n += m->limited[i].by == by;
		put_limit(t, sources, by, n);
	}
}

/* Puts microseconds as seconds, without zeros at the end. */
static void
put_seconds(struct text *t, uint64_t us)
{
	uint64_t part = us % 1000000;
	unsigned digits = 6;

	text_u64(t, us / 1000000);
	if (part == 0)
		return;
	text_char(t, '.');
	for (; part % 10 == 0; digits--)
		part /= 10;
	text_pad(t, part, digits);
}

/* Puts a bound of the histogram.  OpenMetrics wants "1.0" where 1 would do. */
static void
put_bound(struct text *t, const struct metrics *m, size_t i)
{
	uint64_t us = counters_time(i);

	if (i + 1 == COUNTERS_TIMES) {
		PUT(t, "+Inf");
		return;
	}
	put_seconds(t, us);
	if (m->open && us % 1000000 == 0)
		PUT(t, ".0");
}

/* A histogram: each bucket counts the requests of those before it as well. */
static void
put_durations(struct text *t, const struct metrics *m)
{
	const struct counters_totals *totals = m->totals;
	struct span name = SPAN("minihttp_request_duration_seconds");
	uint64_t sum = 0;

	put_family(t, m, name, SPAN("histogram"),
	    SPAN("Time from a request to the end of its response."));
	for (size_t i = 0; i < COUNTERS_TIMES; i++) {
		text_put(t, name);
		PUT(t, "_bucket{le=\"");
		put_bound(t, m, i);
		sum += totals->took[i];
		put_value(t, sum);
	}
	text_put(t, name);
	PUT(t, "_sum ");
	put_seconds(t, totals->took_us);
	text_char(t, '\n');
	text_put(t, name);
	PUT(t, "_count ");
	text_u64(t, sum);
	text_char(t, '\n');
}

/* Returns the name of a file; empty if it is none that minihttpd writes. */
static struct span
file_of(const struct counters_certificate *c)
{
	struct span file = { c->file, 0 };

	while (file.n < sizeof c->file && c->file[file.n] > ' ' &&
	       c->file[file.n] < 0x7f && c->file[file.n] != '"' &&
	       c->file[file.n] != '\\')
		file.n++;
	return file;
}

static void
put_certificates(struct text *t, const struct metrics *m)
{
	const struct counters_certificate *c = m->certificate;
	struct span name =
	    SPAN("minihttp_certificate_expiry_timestamp_seconds");
	bool any = false;

	for (size_t i = 0; i < LIMIT_CERTIFICATES; i++) {
		struct span file = file_of(&c[i]);

		if (c[i].until_s == 0 || file.n == 0)
			continue;
		if (!any)
			put_family(t, m, name, SPAN("gauge"),
			    SPAN("When a certificate of HTTPS expires, since "
				 "1970."));
		any = true;
		text_put(t, name);
		PUT(t, "{file=\"");
		text_put(t, file);
		put_value(t, c[i].until_s);
	}
}

static void
put_begin(struct text *t, const struct metrics *m)
{
	put_gauge(t, m, SPAN("minihttp_counters_created_seconds"),
	    SPAN("When counting began, since 1970."), (uint64_t)m->since_s);
	put_gauge(t, m, SPAN("minihttp_resources"),
	    SPAN("Resources that are counted by name."), m->totals->resources);
	put_statuses(t, m, SPAN("minihttp_requests_total"),
	    SPAN("Requests answered."), COUNTERS_REQUESTS);
	put_statuses(t, m, SPAN("minihttp_content_bytes_total"),
	    SPAN("Bytes of content sent."), COUNTERS_BYTES);
	put_durations(t, m);
	put_limited(t, m);
	if (m->certificate != NULL)
		put_certificates(t, m);
}

/*
 * Puts one sample of a resource; the samples of requests precede those of
 * bytes.
 */
static void
put_row(struct text *t, const struct metrics *m, size_t i)
{
	bool requests = i < m->nrows;
	size_t row = i % m->nrows;
	struct span name = requests
			       ? SPAN("minihttp_resource_requests_total")
			       : SPAN("minihttp_resource_content_bytes_total");

	if (row == 0)
		put_family(t, m, name, SPAN("counter"),
		    requests ? SPAN("Requests that a resource answered.")
			     : SPAN("Bytes of content that a resource sent."));
	text_put(t, name);
	PUT(t, "{path=\"");
	metrics_put_path(t, m->key[row], &m->row[row]);
	put_value(t, counters_member(&m->row[row].total,
			 requests ? COUNTERS_REQUESTS : COUNTERS_BYTES));
}

size_t
metrics_pieces(const struct metrics *m)
{
	return 1 + 2 * m->nrows + (m->open ? 1 : 0);
}

void
metrics_put(struct text *t, const struct metrics *m, size_t i)
{
	if (i == 0)
		put_begin(t, m);
	else if (i <= 2 * m->nrows)
		put_row(t, m, i - 1);
	else
		PUT(t, METRICS_END);
}
