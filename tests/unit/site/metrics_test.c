/*
 * The text format of Prometheus: a strict reader accepts the whole page, even
 * with the strangest names of resources.
 */
#define _GNU_SOURCE
#include "site/metrics.h"

#include "unit/test.h"

#define NOW INT64_C(1795255200)
#define ROWS 8

static struct counters *table;
static struct counters_totals totals;
static struct counters_row rows[ROWS];
static struct span key[ROWS];
static char room[ROWS][COUNTERS_KEY];
static struct limited_row limited[LIMITED_ROWS];
static char out[65536];

static void
count(struct span path, int status, uint64_t bytes)
{
	counters_count(
	    table, &(struct counters_event){ path, status, bytes, NOW, 1500 });
}

static struct span
print_as(bool open, size_t top)
{
	struct metrics m = { .open = open,
		.since_s = table->head.since_s,
		.totals = &totals,
		.row = rows,
		.key = key,
		.limited = limited };
	struct text t = TEXT(out);

	counters_read(table, NOW, &totals);
	m.nrows = counters_top(table, rows, top);
	for (size_t i = 0; i < m.nrows; i++)
		key[i] = counters_key(table, &rows[i], room[i]);
	m.nlimited = limited_read(&table->limited, NOW, limited);
	limited_times(&table->limited, m.times);
	for (size_t i = 0; i < metrics_pieces(&m); i++) {
		size_t n = t.n;

		metrics_put(&t, &m, i);
		if (t.n - n > METRICS_PIECE)
			puts("not ok - a piece is too large");
	}
	return TEXT_SPAN(t);
}

static struct span
print(size_t top)
{
	return print_as(false, top);
}

static bool
has(struct span s, const char *part)
{
	return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

/* Takes the characters before the first one of stop, which must be there. */
static struct span
take(struct span *s, const char *stop)
{
	struct span got = { s->p, 0 };

	while (got.n < s->n && strchr(stop, s->p[got.n]) == NULL)
		got.n++;
	*s = span_from(*s, got.n);
	return got;
}

static bool
skip(struct span *s, const char *literal)
{
	if (!span_starts(*s, span_str(literal)))
		return false;
	*s = span_from(*s, strlen(literal));
	return true;
}

/* [a-zA-Z_:][a-zA-Z0-9_:]* */
static bool
is_name(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && c != '_' && (i == 0 || c < '0' || c > '9'))
			return false;
	}
	return s.n > 0;
}

static bool
is_total(struct span name)
{
	struct span end = SPAN("_total");

	return name.n > end.n && span_eq(span_from(name, name.n - end.n), end);
}

/* Takes digits, and more digits behind a point if there is one. */
static bool
is_number(struct span s)
{
	uint64_t value;

	return span_u64(take(&s, "."), &value) &&
	       (!skip(&s, ".") || span_u64(s, &value));
}

/*
 * True if a sample of the family may have the name; a histogram's samples have
 * names of their own.
 */
static bool
is_name_of(struct span name, struct span family, bool histogram)
{
	if (!span_starts(name, family))
		return false;
	name = span_from(name, family.n);
	return histogram ? span_eq(name, SPAN("_bucket")) ||
			       span_eq(name, SPAN("_sum")) ||
			       span_eq(name, SPAN("_count"))
			 : name.n == 0;
}

/*
 * True if s is a sample of the family: its name, at most one label, a number,
 * and nothing else.
 */
static bool
is_sample(struct span s, struct span family, bool histogram)
{
	if (!is_name_of(take(&s, "{ "), family, histogram))
		return false;
	if (skip(&s, "{")) {
		if (!is_name(take(&s, "=")) || !skip(&s, "=\""))
			return false;
		(void)take(&s, "\"\\"); /* no escape is ever needed */
		if (!skip(&s, "\"}"))
			return false;
	}
	return skip(&s, " ") && is_number(s);
}

/*
 * True if every family has its HELP, its TYPE and then its samples, and comes
 * once; the names of counters, and no other names, end in _total.
 */
static bool
is_strict(struct span s)
{
	struct span seen[16], family = SPAN("");
	bool histogram = false;
	size_t n = 0;

	while (s.n > 0) {
		struct span line = take(&s, "\n"), type;

		if (!skip(&s, "\n"))
			return false;
		if (!skip(&line, "# HELP ")) {
			if (!is_sample(line, family, histogram))
				return false;
			continue;
		}
		family = take(&line, " ");
		for (size_t i = 0; i < n; i++)
			if (span_eq(seen[i], family))
				return false;
		if (n == COUNT(seen) || !is_name(family) || line.n < 2)
			return false;
		seen[n++] = family;
		type = take(&s, "\n");
		if (!skip(&type, "# TYPE ") || !skip(&s, "\n") ||
		    !span_eq(take(&type, " "), family))
			return false;
		histogram = span_eq(type, SPAN(" histogram"));
		if (!histogram &&
		    !span_eq(type,
			is_total(family) ? SPAN(" counter") : SPAN(" gauge")))
			return false;
	}
	return n > 0;
}

static void
test_reader(void)
{
#define FAMILY "# HELP a_total b\n# TYPE a_total counter\n"
	OK(is_strict(SPAN(FAMILY "a_total{x=\"y\"} 1\na_total 2\n")),
	    "the reader takes what is right");
	OK(!is_strict(SPAN(FAMILY "a_total 2")), "but no line without an end");
	OK(!is_strict(SPAN("a_total 2\n")), "no sample without a family");
	OK(!is_strict(SPAN(FAMILY "b_total 2\n")), "nor of another one");
	OK(!is_strict(SPAN(FAMILY FAMILY)), "no family twice");
	OK(!is_strict(SPAN(FAMILY "a_total{x=\"\"\"} 1\n")), "no lone quote");
	OK(!is_strict(SPAN(FAMILY "a_total{x=\"\\y\"} 1\n")), "no backslash");
	OK(!is_strict(SPAN(FAMILY "a_total{x=\"y\"} z\n")), "no other value");
	OK(is_strict(SPAN("# HELP a b\n# TYPE a histogram\n"
			  "a_bucket{le=\"0.1\"} 1\na_sum 0.05\n")) &&
		!is_strict(SPAN("# HELP a b\n# TYPE a histogram\na 1\n")),
	    "a histogram's samples have names of their own");
	OK(!is_strict(SPAN("# HELP a b\n# TYPE a counter\n")),
	    "and no counter of another name");
}

static void
test_families(void)
{
	struct span s = print(ROWS);
	const char *last_request, *first_bytes;

	OK(is_strict(s) && has(s, "\nminihttp_resources 0\n"), "nothing yet");
	count(SPAN("/"), 200, 20000);
	count(SPAN("/a b"), 200, 7);
	count(SPAN(""), 404, 300);
	s = print(ROWS);
	OK(is_strict(s), "with resources");
	OK(has(s, "minihttp_counters_created_seconds 1795255200\n"),
	    "the time of the first count");
	OK(has(s, "# TYPE minihttp_requests_total counter\n"
		  "minihttp_requests_total{status=\"200\"} 2\n"
		  "minihttp_requests_total{status=\"404\"} 1\n") &&
		has(s, "\nminihttp_content_bytes_total{status=\"404\"} 300\n"),
	    "a counter by status");
	OK(has(s, "\nminihttp_resource_content_bytes_total{path="
		  "\"/a%20b\"} 7\n"),
	    "and by path, percent-encoded");
	last_request = memmem(s.p, s.n, "requests_total{path=\"/a", 23);
	first_bytes = memmem(s.p, s.n, "bytes_total{path=", 17);
	OK(last_request != NULL && last_request < first_bytes,
	    "the samples of a family stand together");
	OK(is_strict(print(1)) && !has(print(1), "{path=\"/a"),
	    "rows are as many as asked for");
	count(SPAN(""), 299, 1);
	OK(has(print(ROWS), "\nminihttp_requests_total{status=\"other\"} 1\n"),
	    "a status that has no sum");
}

/* promtool's rules of a histogram, with the sums of test_families: 4 x 1.5 ms.
 */
static void
test_durations(void)
{
	struct span s = print(ROWS);

#define DURATION "minihttp_request_duration_seconds"
	OK(has(s, "# TYPE " DURATION " histogram\n" DURATION
		  "_bucket{le=\"0.0001\"} 0\n" DURATION
		  "_bucket{le=\"0.00025\"} 0\n"),
	    "the first buckets");
	OK(has(s, "_bucket{le=\"0.001\"} 0\n" DURATION
		  "_bucket{le=\"0.0025\"} 4\n" DURATION
		  "_bucket{le=\"0.005\"} 4\n"),
	    "a bucket has the requests of those before it");
	OK(has(s, "_bucket{le=\"60\"} 4\n" DURATION
		  "_bucket{le=\"+Inf\"} 4\n" DURATION "_sum 0.006\n" DURATION
		  "_count 4\n"),
	    "the last one has all, as the count says");
}

/* OpenMetrics 1.0.0; the parser of Prometheus's client reads it in 42-counters.
 */
static void
test_open(void)
{
	struct span s = print_as(true, ROWS), end = SPAN("\n# EOF\n");

	OK(span_eq(span_from(s, s.n - end.n), end), "the last line is the end");
	OK(has(s, "# HELP minihttp_requests Requests answered.\n"
		  "# TYPE minihttp_requests counter\n"
		  "minihttp_requests_total{status=\"200\"} 2\n") &&
		has(s, "# TYPE minihttp_resource_requests counter\n"),
	    "a counter's family has no _total");
	OK(has(s, "# TYPE minihttp_limited_sources gauge\n"),
	    "a gauge's family has its name");
	OK(has(s, "le=\"0.5\"") && has(s, "le=\"1.0\"") &&
		!has(s, "le=\"1\"") && has(s, "le=\"+Inf\""),
	    "bounds are decimal fractions");
}

static void
test_asked(void)
{
	static const struct {
		const char *accept;
		bool open;
	} cases[] = {
		{ "application/openmetrics-text; version=1.0.0; charset=utf-8",
		    true },
		{ "application/openmetrics-text", true },
		/* Prometheus 2 and 3 */
		{ "application/openmetrics-text;version=1.0.0;q=0.5,"
		  "application/openmetrics-text;version=0.0.1;q=0.4,"
		  "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
		    true },
		{ "application/openmetrics-text;version=1.0.0;"
		  "escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3",
		    true },
		{ "text/plain;version=0.0.4;q=0.5,"
		  "application/openmetrics-text;version=1.0.0;q=0.4",
		    false },
		{ "application/openmetrics-text;version=0.0.1", false },
		{ "application/openmetrics-text;version=1.0.0;q=0", false },
		{ "*/*", false },
		{ "text/plain", false },
		{ NULL, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fields fields;
		struct field f = { SPAN("Accept"), SPAN("") };
		char buf[256];

		fields_init(&fields, buf);
		if (cases[i].accept != NULL) {
			(void)snprintf(
			    buf, sizeof buf, "Accept: %s", cases[i].accept);
			f.name = (struct span){ buf, 6 };
			f.value = span_str(buf + 8);
			(void)fields_add(&fields, &f);
		}
		OK(metrics_are_open(&fields) == cases[i].open, "Accept: %s",
		    cases[i].accept != NULL ? cases[i].accept : "-");
	}
}

static void
test_limited(void)
{
	struct span s;

	limited_note(
	    &table->limited, UINT64_C(0x1c0000207), LIMITED_REQUESTS, NOW - 60);
	limited_note(&table->limited, UINT64_C(0x20010db800000000),
	    LIMITED_REQUESTS, NOW);
	s = print(1);
	OK(is_strict(s) &&
		has(s, "\nminihttp_limited_total{limit=\"RequestRate\"} 2\n") &&
		has(s, "\nminihttp_limited_sources{limit=\"RequestRate\"} 1\n"),
	    "sources that were limited ever, and now");
	OK(!has(s, "192.0.2") && !has(s, "2001:db8"), "without their names");
}

static void
test_names(void)
{
	char all[255], two[2][300];
	struct span s;

	for (int i = 0; i < 255; i++)
		all[i] = (char)(i + 1);
	count((struct span){ all, 120 }, 200, 1);
	count((struct span){ all + 120, 135 }, 200, 1);
	for (int i = 0; i < 2; i++) {
		memset(two[i], 'x', sizeof two[i]);
		two[i][299] = (char)('a' + i);
		count((struct span){ two[i], sizeof two[i] }, 200, 1);
	}
	s = print(ROWS);
	OK(is_strict(s), "names of every byte need no escape");
	OK(has(s, "xxx...~"), "a long name is cut, and has its place");
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].length == 300)
			table->bucket[rows[i].bucket]
			    .slot[rows[i].slot]
			    .length = 0;
	s = print(ROWS);
	OK(is_strict(s) && has(s, "{path=\"(unnamed)~"),
	    "and so has one that was never named");
}

static void
test_certificate(void)
{
	struct metrics m = { .totals = &totals };
	static const struct counters_certificate none[LIMIT_CERTIFICATES],
	    some[LIMIT_CERTIFICATES] = {
		    { 1795255200, "/etc/a/fullchain.pem" },
		    { 0, "/etc/free" },
		    { 1, "" },
		    { 2, "\"a file that another program wrote" },
		    { 3, "/b\\" },
		    { 1795255201, "...%20/c\nd" },
	    };
	static const char want[] =
	    "\n# TYPE minihttp_certificate_expiry_timestamp_seconds gauge\n"
	    "minihttp_certificate_expiry_timestamp_seconds"
	    "{file=\"/etc/a/fullchain.pem\"} 1795255200\n"
	    "minihttp_certificate_expiry_timestamp_seconds"
	    "{file=\"/b\"} 3\n"
	    "minihttp_certificate_expiry_timestamp_seconds"
	    "{file=\"...%20/c\"} 1795255201\n";
	char buf[METRICS_PIECE];
	struct text t = TEXT(buf);

	metrics_put(&t, &m, 0);
	OK(memmem(t.p, t.n, "certificate", 11) == NULL,
	    "no certificate has no date");
	m.certificate = none;
	metrics_put(&t, &m, 0);
	OK(memmem(t.p, t.n, "certificate", 11) == NULL, "nor have free places");
	m.certificate = some;
	t.n = 0;
	metrics_put(&t, &m, 0);
	OK(memmem(t.p, t.n, want, sizeof want - 1) != NULL,
	    "the date at which each certificate expires");
}

int
main(void)
{
	test_certificate();
	table = mmap(NULL, COUNTERS_SIZE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	counters_head_make(&table->head, NOW);
	test_reader();
	test_families();
	test_durations();
	test_open();
	test_asked();
	test_limited();
	test_names();
	return DONE();
}
