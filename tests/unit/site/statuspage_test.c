/* Access to the status page, and its content. */
#define _GNU_SOURCE
#include "site/statuspage.h"

#include "http/field.h"
#include "site/lookup.h"
#include "unit/test.h"

#define NOW INT64_C(1795255200)

static struct counters *table;
static struct statuspage page;
static char out[1 << 20];

static const struct {
	const char *why, *target, *fields;
	enum address_family family;
	unsigned char byte[16];
	const char *conf;
	enum statuspage_answer want;
} asks[] = {
	{ "loopback", "/s", "", ADDRESS_IPV4, { 127, 0, 0, 1 }, "",
	    STATUSPAGE_YES },
	{ "all of 127.0.0.0/8", "/s", "", ADDRESS_IPV4, { 127, 255, 0, 9 }, "",
	    STATUSPAGE_YES },
	{ "::1", "/s", "", ADDRESS_IPV6, { [15] = 1 }, "", STATUSPAGE_YES },
	{ "with a query", "/s?x", "", ADDRESS_IPV4, { 127, 0, 0, 1 }, "",
	    STATUSPAGE_YES },
	{ "encoded", "/%73", "", ADDRESS_IPV4, { 127, 0, 0, 1 }, "",
	    STATUSPAGE_YES },
	{ "another address", "/s", "", ADDRESS_IPV4, { 192, 0, 2, 1 }, "",
	    STATUSPAGE_DENIED },
	{ "another IPv6 address", "/s", "", ADDRESS_IPV6, { [15] = 2 }, "",
	    STATUSPAGE_DENIED },
	{ "a Unix socket is a proxy's", "/s", "", ADDRESS_UNIX, { 0 }, "",
	    STATUSPAGE_DENIED },
	{ "a pipe may be anybody's", "/s", "", ADDRESS_NONE, { 0 }, "",
	    STATUSPAGE_DENIED },
	{ "listed", "/s", "", ADDRESS_IPV4, { 192, 0, 2, 1 },
	    "StatusFrom 198.51.100.0/24 192.0.2.0/24", STATUSPAGE_YES },
	{ "a list is all there is", "/s", "", ADDRESS_IPV4, { 127, 0, 0, 1 },
	    "StatusFrom 192.0.2.0/24", STATUSPAGE_DENIED },
	{ "a pipe, listed", "/s", "", ADDRESS_NONE, { 0 }, "StatusFrom -",
	    STATUSPAGE_YES },
	{ "passed on, X-Forwarded-For", "/s", "X-Forwarded-For: 127.0.0.1\r\n",
	    ADDRESS_IPV4, { 127, 0, 0, 1 }, "", STATUSPAGE_DENIED },
	{ "passed on, Forwarded", "/s", "forwarded: for=127.0.0.1\r\n",
	    ADDRESS_IPV4, { 127, 0, 0, 1 }, "", STATUSPAGE_DENIED },
	{ "passed on, Via", "/s", "Via: 1.1 proxy\r\n", ADDRESS_IPV4,
	    { 127, 0, 0, 1 }, "", STATUSPAGE_DENIED },
	{ "another path, from anybody", "/st", "", ADDRESS_IPV4,
	    { 192, 0, 2, 1 }, "", STATUSPAGE_NOT },
	{ "below it", "/s/x", "", ADDRESS_IPV4, { 127, 0, 0, 1 }, "",
	    STATUSPAGE_NOT },
	{ "with a slash that it has not", "/s/", "", ADDRESS_IPV4,
	    { 127, 0, 0, 1 }, "", STATUSPAGE_NOT },
	{ "with a slash that it has", "/s/", "", ADDRESS_IPV4, { 127, 0, 0, 1 },
	    "StatusPage /s/", STATUSPAGE_YES },
	{ "without a slash that it has", "/s", "", ADDRESS_IPV4,
	    { 127, 0, 0, 1 }, "StatusPage /s/", STATUSPAGE_NOT },
	{ "the root itself", "/", "", ADDRESS_IPV4, { 127, 0, 0, 1 },
	    "StatusPage /", STATUSPAGE_YES },
	{ "the metrics, to the machine itself", "/m", "", ADDRESS_IPV4,
	    { 127, 0, 0, 1 }, "MetricsPage /m", STATUSPAGE_METRICS },
	{ "the metrics, from another address", "/m", "", ADDRESS_IPV4,
	    { 192, 0, 2, 1 }, "MetricsPage /m", STATUSPAGE_DENIED },
	{ "the metrics, listed", "/m", "", ADDRESS_IPV4, { 192, 0, 2, 1 },
	    "MetricsPage /m\nStatusFrom 192.0.2.1", STATUSPAGE_METRICS },
	{ "the metrics, passed on", "/m", "Via: 1.1 proxy\r\n", ADDRESS_IPV4,
	    { 127, 0, 0, 1 }, "MetricsPage /m", STATUSPAGE_DENIED },
	{ "the metrics alone", "/m", "", ADDRESS_IPV4, { 127, 0, 0, 1 },
	    "StatusPage none\nMetricsPage /m", STATUSPAGE_METRICS },
	{ "the page beside the metrics", "/s", "", ADDRESS_IPV4,
	    { 127, 0, 0, 1 }, "MetricsPage /m", STATUSPAGE_YES },
	{ "no metrics are there", "/m", "", ADDRESS_IPV4, { 127, 0, 0, 1 }, "",
	    STATUSPAGE_NOT },
	{ "none is there", "/s", "", ADDRESS_IPV4, { 127, 0, 0, 1 },
	    "StatusPage none", STATUSPAGE_NOT },
};

static void
test_asks(void)
{
	for (size_t i = 0; i < COUNT(asks); i++) {
		static char path[LIMIT_PATH];
		struct address peer = { .family = asks[i].family };
		struct request_bounds bounds;
		struct conf_error e;
		struct request req;
		struct conf conf;
		char head[512];
		bool good;

		memcpy(peer.byte, asks[i].byte, sizeof peer.byte);
		conf_init(&conf);
		conf.status_page = SPAN("/s");
		good = conf_parse(&conf, span_str(asks[i].conf), &e);
		snprintf(head, sizeof head,
		    "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n",
		    asks[i].target, asks[i].fields);
		bounds = lookup_bounds(&conf);
		good = good && request_parse(guarded(head), &bounds, TEXT(path),
				   &req) == REFUSE_NOT;
		OK(good && statuspage_asked(&conf, &req, &peer, SPAN(""),
			       false) == asks[i].want,
		    "%s", asks[i].why);
	}
}

static struct span
render_as(const struct counters *from, int64_t now_s, bool as_metrics)
{
	struct text t = TEXT(out);
	size_t longest = 0;

	statuspage_take(from, now_s, as_metrics, &page);
	for (size_t i = 0; i < statuspage_pieces(&page); i++) {
		size_t n = t.n;

		statuspage_put(&t, &page, i);
		if (t.n - n > longest)
			longest = t.n - n;
	}
	OK(t.n == statuspage_length(&page) && longest <= STATUSPAGE_PIECE,
	    "%zu bytes, as promised, the longest piece %zu", t.n, longest);
	return TEXT_SPAN(t);
}

static struct span
render(const struct counters *from, int64_t now_s)
{
	return render_as(from, now_s, false);
}

static bool
has(struct span s, const char *part)
{
	return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

static size_t
count_of(struct span s, const char *part)
{
	const char *at = s.p;
	size_t n = 0;

	while ((at = memmem(at, s.n - (size_t)(at - s.p), part,
		    strlen(part))) != NULL) {
		at += strlen(part);
		n++;
	}
	return n;
}

/*
 * True if every element that is opened is closed, in order; void ones are not.
 */
static bool
is_balanced(struct span s)
{
	struct span open[64];
	size_t depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		struct span name = { s.p + i + 1, 0 };
		bool closing, empty;

		if (s.p[i] != '<' || s.p[i + 1] == '!')
			continue;
		closing = *name.p == '/';
		name.p += closing;
		while (name.p[name.n] != '>' && name.p[name.n] != ' ' &&
		       name.p[name.n] != '/')
			name.n++;
		while (s.p[i] != '>')
			i++;
		empty = s.p[i - 1] == '/' || span_eq(name, SPAN("meta"));
		if (closing && (depth == 0 || !span_eq(open[--depth], name)))
			return false;
		if (!closing && !empty && depth < COUNT(open))
			open[depth++] = name;
	}
	return depth == 0;
}

static void
count(const char *key, int status, uint64_t bytes, int64_t time_s)
{
	counters_count(table, &(struct counters_event){
				  span_str(key), status, bytes, time_s, 150 });
}

static void
test_page(void)
{
	struct span s = render(NULL, NOW);

	OK(is_balanced(s) && has(s, "Nothing is counted"), "no counters");
	s = render(table, NOW);
	OK(is_balanced(s) && count_of(s, "<svg") == 6 &&
		has(s, "<dt>Half answered within</dt><dd>0 ms<"),
	    "nothing counted yet");
	count("/", 200, 1500, NOW);
	count("/a b&c'd", 200, 20 << 20, NOW - 60);
	count("/a b&c'd", 200, 20 << 20, NOW - 60);
	count("/<script>\"", 200, 1, NOW - 59 * 60);
	count("", 404, 300, NOW - 3600);
	s = render(table, NOW);
	OK(is_balanced(s), "every element ends");
	OK(!has(s, "<script") && has(s, "/%3Cscript%3E%22"),
	    "names cannot be mark-up");
	OK(has(s, "<a href=\"/a%20b&amp;c&#39;d\">/a%20b&amp;c&#39;d</a>"),
	    "and are escaped twice over in links");
	OK(has(s, "<td>404 Not Found</td>") && has(s, "300&nbsp;B"),
	    "by status, with its words");
	OK(has(s, "busiest minute: 2<") &&
		has(s, "busiest minute: 42&nbsp;MB<"),
	    "the scale of the charts");
	OK(has(s, "<dt>99 % answered within</dt><dd>0.25 ms<"),
	    "the time of most requests");
	OK(has(s, "busiest hour: 4<") && has(s, "busiest day: 5<"),
	    "the day and the month have charts as well");
	OK(count_of(s, "<title>2026-11-21 ") == 12,
	    "a bar for each minute of the hour that has any");
	OK(has(s, "<dd>0.03/s"), "rates");
	OK(has(s, "<rect x=\"591\"") && has(s, "<rect x=\"1\""),
	    "the present minute at one end, the first at the other");
}

static void
test_limited(void)
{
	struct span s;

	OK(!has(render(table, NOW), "Limited now"), "nobody is limited");
	limited_note(
	    &table->limited, UINT64_C(0x1c0000207), LIMITED_REQUESTS, NOW - 3);
	limited_note(&table->limited, UINT64_C(0x20010db800000000),
	    LIMITED_CONNECTIONS, NOW);
	s = render(table, NOW);
	OK(is_balanced(s) && has(s, "<td>192.0.2.7</td><td>RequestRate</td>") &&
		has(s, "<td>2001:db8::/64</td><td>ConnectionRate</td>"),
	    "sources that rates limit now, and the limit");
	OK(!has(s, "possibly more"), "these are all");
	for (uint64_t i = 0; i < LIMITED_ROWS; i++)
		limited_note(
		    &table->limited, UINT64_MAX - i, LIMITED_BYTES, NOW);
	s = render(table, NOW);
	OK(is_balanced(s) && has(s, "possibly more"), "or not");
	OK(!has(render(table, NOW + 10), "Limited now"), "and it ends");
}

/* Renders the page with this attendance, NULL for none. */
static struct span
attended(const struct counters *from, const struct attendance *a)
{
	struct text t = TEXT(out);

	statuspage_take(from, NOW, false, &page);
	page.attendance = a;
	for (size_t i = 0; i < statuspage_pieces(&page); i++)
		statuspage_put(&t, &page, i);
	OK(t.n == statuspage_length(&page), "as long as promised");
	return TEXT_SPAN(t);
}

static void
test_attendance(void)
{
	struct attendance a = { .at_s = NOW,
		.connections = 3,
		.places = 256,
		.accepted = 12,
		.sent_away = 1,
		.oldest_ms = 7999,
		.lasting = { 2, 0, 1, 4 } };
	struct span s = attended(table, &a);

	OK(is_balanced(s) && has(s, "<h2>Connections now</h2>") &&
		has(s, "<dd>3 of 256</dd>") && has(s, "<dd>7&nbsp;s</dd>") &&
		!has(s, "wait for one"),
	    "who is there, and the oldest");
	OK(has(s, "<p>2 for less than 10&nbsp;s, 0 for less than 1&nbsp;min, "
		  "1 for less than 10&nbsp;min, 4 for longer</p>"),
	    "and how long the others have been there");
	OK(has(s, "<code>minihttp-stats --log FILE</code>"),
	    "and where visitors are named");
	s = attended(NULL, &a);
	OK(is_balanced(s) && has(s, "<dd>3 of 256</dd>"),
	    "without counters too");
	a.at_s -= 3;
	a.idle = 2;
	a.oldest_ms = 119999;
	s = attended(table, &a);
	OK(has(s, "<h2>Connections 3&nbsp;s ago</h2>") &&
		has(s, "<dd>119&nbsp;s</dd>") &&
		has(s, "wait for one</dt><dd>2</dd>"),
	    "a process of several connections says how old that is");
	a.oldest_ms = 120000;
	OK(has(attended(table, &a), "<dd>2&nbsp;min</dd>"), "minutes");
	a.oldest_ms = 7200000;
	OK(has(attended(table, &a), "<dd>2&nbsp;h</dd>"), "hours");
	a.at_s = 0;
	OK(!has(attended(table, &a), "Connections"), "never taken");
	OK(!has(attended(table, NULL), "Connections"), "no listener");
}

/* The oldest connections have a row each. */
static void
test_oldest(void)
{
	struct attendance a = { .at_s = NOW,
		.taken_ms = 100000,
		.connections = 4,
		.nrows = 3,
		.row = { { 9000, UINT64_C(0x1c0000207), 0, ATTENDANCE_SERVES },
		    { 98000, 0, 1, ATTENDANCE_KEEPS }, { 99500, 1, 2, 255 } } };
	struct span s = attended(table, &a);

	OK(is_balanced(s) &&
		has(s, "<tr><td>serves a request</td>"
		       "<td class=\"n\">91&nbsp;s</td></tr>") &&
		!has(s, "192.0.2.7") &&
		has(s, "The oldest connections</th><th class=\"n\">"),
	    "not from where they come, unless that is known");
	a.named = true;
	s = attended(table, &a);
	OK(is_balanced(s) &&
		has(s, "<tr><td>serves a request</td>"
		       "<td class=\"o\">192.0.2.7</td>"
		       "<td class=\"n\">91&nbsp;s</td></tr>") &&
		has(s, "<tr><td>is kept for the next request</td>"
		       "<td class=\"o\">not known</td>"),
	    "and then it is shown");
	OK(has(s, "<tr><td>says nonsense</td>"
		  "<td class=\"o\">::/64</td>"),
	    "a process that was taken over may say anything");
	a.nrows = 0;
	OK(!has(attended(table, &a), "oldest connections"), "or nobody");
}

/* The page at its largest, which also tells how many resources have no row. */
static void
test_large(void)
{
	struct span s;

	for (int i = 0; i < 300; i++) {
		char key[400];

		memset(key, i % 2 ? '&' : '\1', sizeof key);
		key[0] = '/';
		key[COUNTERS_KEY - (i % 7 == 0 ? 0 : 8)] = '\0';
		key[399] = '\0';
		snprintf(key + 200, 16, "%d", i);
		key[203] = '&';
		count(key, 200, UINT64_MAX / 500, NOW);
	}
	for (int i = 0; i < 20000; i++) {
		char key[32];

		snprintf(key, sizeof key, "/%d", i);
		count(key, 200, 1, NOW);
	}
	s = render(table, NOW);
	OK(is_balanced(s) && count_of(s, "<tr><td class=\"p\">") == 50,
	    "50 resources");
	OK(has(s, "<p>and 12&#8239;238 more</p>"), "how many there are more");
	OK(has(s, "The table is full"), "and that it is full");
}

/* tests/unit/site/metrics_test.c has the rules of the format. */
static void
test_metrics(void)
{
	struct span s = render_as(NULL, NOW, true);

	OK(span_starts(s, SPAN("# Nothing is counted")) &&
		count_of(s, "\n") == 1,
	    "without counters, the metrics are a comment");
	s = render_as(table, NOW, true);
	OK(has(s, "\nminihttp_requests_total{status=\"404\"} 1\n") &&
		has(s, "\nminihttp_limited_total{limit=\"RequestRate\"} 1\n"),
	    "otherwise they have what the page has");
	OK(count_of(s, "\nminihttp_resource_requests_total{") == 50 &&
		count_of(s, "\nminihttp_resource_content_bytes_total{") == 50,
	    "of 50 resources");
	OK(!has(s, "Nothing is counted") && !has(s, "<"), "and no mark-up");
}

static void
test_foreign_names(void)
{
	struct counters_slot *slot;
	struct counters_row row;
	struct span s;

	memset(table->bucket, 0, sizeof table->bucket);
	count("//evil.example/", 200, 1, NOW);
	s = render(table, NOW);
	OK(!has(s, "href=\"//"), "no link leads to another host");
	(void)counters_top(table, &row, 1);
	slot = &table->bucket[row.bucket].slot[row.slot];
	slot->length = 0;
	s = render(table, INT64_MAX);
	OK(has(s, "(not named)"), "one that was never named");
}

int
main(void)
{
	table = mmap(NULL, COUNTERS_SIZE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	counters_head_make(&table->head, NOW);
	test_asks();
	test_page();
	test_limited();
	test_attendance();
	test_oldest();
	test_large();
	test_metrics();
	test_foreign_names();
	return DONE();
}
