/* The forms of a report, and what nasty names do to them: nothing. */
#define _GNU_SOURCE
#include "stats/report.h"

#include "unit/test.h"

#define NOW INT64_C(1795255200)

static struct counters *table;
static struct counters_totals totals;
static struct counters_row rows[8];
static struct span key[8];
static char room[8][COUNTERS_KEY];
static char out[65536];
static struct limited_row limited[LIMITED_ROWS];

static void
count(struct span path, int status, uint64_t bytes)
{
	counters_count(
	    table, &(struct counters_event){ path, status, bytes, NOW, 150 });
}

static struct span
print(enum report_format format, size_t top, size_t width)
{
	struct report r = { .format = format,
		.shown = { .since_s = table->head.since_s,
		    .totals = &totals,
		    .row = rows,
		    .key = key,
		    .limited = limited },
		.width = width };
	struct text t = TEXT(out);

	counters_read(table, NOW, &totals);
	r.shown.nrows = counters_top(table, rows, top);
	for (size_t i = 0; i < r.shown.nrows; i++)
		key[i] = counters_key(table, &rows[i], room[i]);
	limited_times(&table->limited, r.shown.times);
	r.shown.nlimited = limited_read(&table->limited, NOW, limited);
	for (size_t i = 0; i < report_pieces(&r); i++) {
		size_t n = t.n;

		report_put(&t, &r, i);
		if (t.n - n > REPORT_PIECE)
			puts("not ok - a piece is too large");
	}
	return TEXT_SPAN(t);
}

static void
check(const char *why, enum report_format format, size_t top, const char *want)
{
	OK(span_eq(print(format, top, 0), span_str(want)), "%s:\n# %s", why,
	    shown(print(format, top, 0)));
}

static bool
has(struct span s, const char *part)
{
	return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

static void
test_table(void)
{
	check("nothing yet", REPORT_TABLE, 8,
	    "since 2026-11-21T10:00:00Z\n\n"
	    "    requests        bytes status\n"
	    "           0          0 B all\n\n"
	    "    requests        bytes resource\n");
	count(SPAN("/"), 200, 20000);
	count(SPAN("/"), 200, 1);
	count(SPAN("/a b"), 200, 7);
	count(SPAN(""), 404, 300);
	check("two resources, of which one is shown", REPORT_TABLE, 1,
	    "since 2026-11-21T10:00:00Z\n\n"
	    "    requests        bytes status\n"
	    "           4        20 kB all\n"
	    "           3        20 kB 200 OK\n"
	    "           1        300 B 404 Not Found\n\n"
	    "answered: half within 0.25 ms, 95 % within 0.25 ms, "
	    "99 % within 0.25 ms\n\n"
	    "    requests        bytes resource\n"
	    "           2        20 kB /\n");
	OK(has(print(REPORT_TABLE, 8, 28), "7 B /a\n"), "lines are cut");
}

static void
test_json(void)
{
	struct span s = print(REPORT_JSON, 1, 0);

	OK(has(s, "\"minutes\":[{\"requests\":4,\"bytes\":20308},{") &&
		has(s, "\"hours\":[{\"requests\":4,\"bytes\":20308},{") &&
		has(s, "\"days\":[{\"requests\":4,\"bytes\":20308},{"),
	    "sums of three ranges, the current period first");
	OK(has(s, "\"duration_us\":600,\"durations\":[{\"at_most_us\":100,"
		  "\"requests\":0},{\"at_most_us\":250,\"requests\":4},") &&
		has(s, ",{\"requests\":0}],"),
	    "requests by the time they took");
}

/* tests/unit/site/metrics_test.c has the rules of the format. */
static void
test_prometheus(void)
{
	struct span s = print(REPORT_PROMETHEUS, 8, 0);

	OK(has(s, "# TYPE minihttp_requests_total counter\n"
		  "minihttp_requests_total{status=\"200\"} 3\n"
		  "minihttp_requests_total{status=\"404\"} 1\n") &&
		has(s, "minihttp_resource_content_bytes_total{path="
		       "\"/a%20b\"} 7\n"),
	    "metrics of the whole table, and of its rows");
}

static void
test_limited(void)
{
	struct span s = print(REPORT_TABLE, 1, 0);

	OK(!has(s, "limited"), "nobody is limited");
	limited_note(
	    &table->limited, UINT64_C(0x1c0000207), LIMITED_REQUESTS, NOW - 60);
	limited_note(
	    &table->limited, UINT64_C(0x1c0000208), LIMITED_BYTES, NOW - 1);
	limited_note(&table->limited, UINT64_C(0x20010db800000000),
	    LIMITED_REQUESTS, NOW);
	limited_note(&table->limited, UINT64_C(0x20010db800000000),
	    LIMITED_REQUESTS, NOW);
	OK(has(print(REPORT_TABLE, 1, 0),
	       "\n\n       times limited now\n"
	       "           2 2001:db8::/64 by RequestRate\n"
	       "           1 192.0.2.8 by SendRatePerSource\n\n"),
	    "a table of those that are limited now");
	OK(has(print(REPORT_JSON, 1, 0),
	       "\"limited_total\":{\"RequestRate\":3,\"ConnectionRate\":0,"
	       "\"SendRatePerSource\":1},\"limited\":[{\"source\":"
	       "\"2001:db8::/64\",\"limit\":\"RequestRate\",\"times\":2,"
	       "\"last\":\"2026-11-21T10:00:00Z\"},{\"source\":"
	       "\"192.0.2.8\""),
	    "a JSON object with the sums as well");
	s = print(REPORT_PROMETHEUS, 1, 0);
	OK(has(s, "# TYPE minihttp_limited_total counter\n"
		  "minihttp_limited_total{limit=\"RequestRate\"} 3\n"
		  "minihttp_limited_total{limit=\"ConnectionRate\"} 0\n"
		  "minihttp_limited_total{limit=\"SendRatePerSource\"} 1\n") &&
		has(s, "# TYPE minihttp_limited_sources gauge\n"
		       "minihttp_limited_sources{limit=\"RequestRate\"} 1\n"),
	    "metrics by limit, which name no source");
}

static void
test_names(void)
{
	char all[255], two[2][300];
	struct span s;
	bool safe = true;

	for (int i = 0; i < 255; i++)
		all[i] = (char)(i + 1);
	count((struct span){ all, 120 }, 200, 1);
	count((struct span){ all + 120, 135 }, 200, 1);
	for (int i = 0; i < 2; i++) {
		memset(two[i], 'x', sizeof two[i]);
		two[i][299] = (char)('a' + i);
		count((struct span){ two[i], sizeof two[i] }, 200, 1);
	}
	s = print(REPORT_JSON, 8, 0);
	for (size_t i = 0; i < s.n; i++)
		safe = safe &&
		       ((s.p[i] >= ' ' && s.p[i] <= '~') || s.p[i] == '\n') &&
		       s.p[i] != '\\';
	OK(safe, "names of every byte need no escape");
	s = print(REPORT_PROMETHEUS, 8, 0);
	OK(has(s, "xxx...~"), "a long name is cut");
	safe = true;
	for (size_t i = 0; i < totals.resources; i++)
		for (size_t k = 0; k < i; k++)
			safe = safe && (rows[i].bucket != rows[k].bucket ||
					   rows[i].slot != rows[k].slot);
	OK(safe, "and told apart from another by its place");
}

static void
test_odd_head(void)
{
	table->head.since_s = INT64_MIN;
	OK(has(print(REPORT_JSON, 8, 0), "\"since\":\"0000-01-01T00:00:00Z\""),
	    "a time before there were any");
	table->head.since_s = INT64_MAX;
	OK(has(print(REPORT_TABLE, 8, 0), "since 9999-12-31"),
	    "and one behind them all");
}

int
main(void)
{
	table = mmap(NULL, COUNTERS_SIZE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	counters_head_make(&table->head, NOW);
	test_table();
	test_json();
	test_prometheus();
	test_limited();
	test_names();
	test_odd_head();
	return DONE();
}
