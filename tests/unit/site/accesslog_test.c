/* One exchange gives one line, whatever bytes the peer sent. */
#define _GNU_SOURCE
#include "site/accesslog.h"

#include "base/limits.h"
#include "base/record.h"
#include "unit/test.h"

static const struct address peer = { .family = ADDRESS_IPV4,
	.byte = { 192, 0, 2, 1 } };
static const struct address nobody = { .family = ADDRESS_NONE };

static struct exchange
plain(void)
{
	return (struct exchange){ .peer = &peer,
		.time_s = 1795255200,
		.line = SPAN("GET /a?b HTTP/1.1"),
		.host = SPAN("a.example:80"),
		.referer = SPAN("http://a/?c"),
		.agent = SPAN("curl/8.0"),
		.status = 200,
		.bytes = 612,
		.duration_us = 153 };
}

enum query { CUT, KEPT };

static struct span
line_of(enum conf_format format, enum query query, const struct exchange *x)
{
	static char buf[LIMIT_LOG_LINE];
	struct conf conf = { .log_format = format, .log_query = query == KEPT };
	struct text t = TEXT(buf);

	accesslog_put(&t, &conf, x);
	return (struct span){ buf, text_fits(&t) ? t.n : 0 };
}

static void
check(const char *why, enum conf_format format, enum query query,
    const struct exchange *x, const char *want)
{
	struct span have = line_of(format, query, x);

	OK(span_eq(have, span_str(want)), "%s: %s", why, shown(have));
}

#define WHEN "192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "

/* The TLS that a proxy or minihttp-tls reports. */
static void
test_tls(void)
{
	struct proxy_tls tls = { .on = true,
		.protocol = SPAN("TLSv1.3"),
		.cipher = SPAN("AES"),
		.server_name = SPAN("a.example") };
	struct exchange x = { .peer = &peer,
		.time_s = 1795255200,
		.line = SPAN("GET / HTTP/1.1"),
		.status = 200,
		.tls = &tls };
	char target[LIMIT_LOG_LINE];

	check("json, by TLS", CONF_FORMAT_JSON, KEPT, &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"method\":\"GET\",\"target\":\"/\",\"version\":\"HTTP/1.1\","
	    "\"status\":200,\"bytes\":0,\"duration_us\":0,"
	    "\"tls\":\"TLSv1.3\",\"cipher\":\"AES\","
	    "\"server_name\":\"a.example\"}\n");
	check("common, by TLS", CONF_FORMAT_COMMON, KEPT, &x,
	    "192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "
	    "\"GET / HTTP/1.1\" 200 0\n");
	tls = (struct proxy_tls){ .on = true,
		.verified = true,
		.client_name = SPAN("al ice"),
		.client_subject = SPAN("CN=al ice") };
	check("json, a client", CONF_FORMAT_JSON, KEPT, &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"method\":\"GET\",\"target\":\"/\",\"version\":\"HTTP/1.1\","
	    "\"status\":200,\"bytes\":0,\"duration_us\":0,"
	    "\"tls\":\"yes\",\"client_name\":\"al ice\","
	    "\"client_subject\":\"CN=al ice\"}\n");
	check("common, a client", CONF_FORMAT_COMMON, KEPT, &x,
	    "192.0.2.1 - al\\x20ice [21/Nov/2026:10:00:00 +0000] "
	    "\"GET / HTTP/1.1\" 200 0\n");
	x.user = SPAN("bob");
	check("common, a client with a password", CONF_FORMAT_COMMON, KEPT, &x,
	    "192.0.2.1 - bob [21/Nov/2026:10:00:00 +0000] "
	    "\"GET / HTTP/1.1\" 200 0\n");
	tls = (struct proxy_tls){ .on = true };
	OK(memmem(line_of(CONF_FORMAT_JSON, KEPT, &x).p,
	       line_of(CONF_FORMAT_JSON, KEPT, &x).n, "\"tls\":\"yes\"",
	       11) != NULL,
	    "a proxy that names no protocol");
	memset(target, '"', sizeof target);
	x.line = x.host = x.referer = x.agent = x.vhost = x.user =
	    tls.server_name = tls.cipher = tls.client_name =
		tls.client_subject = (struct span){ target, sizeof target };
	OK(line_of(CONF_FORMAT_JSON, KEPT, &x).n > 0,
	    "the longest of everything still fits");
}

static void
test_formats(void)
{
	struct exchange x = plain();

	check("common", CONF_FORMAT_COMMON, KEPT, &x,
	    WHEN "\"GET /a?b HTTP/1.1\" 200 612\n");
	check("combined, time taken, refusal", CONF_FORMAT_COMBINED, KEPT, &x,
	    WHEN "\"GET /a?b HTTP/1.1\" 200 612 \"http://a/?c\" "
		 "\"curl/8.0\" 153 -\n");
	check("vhost, of no host that we have", CONF_FORMAT_VHOST, KEPT, &x,
	    "-:80 " WHEN "\"GET /a?b HTTP/1.1\" 200 612 \"http://a/?c\" "
	    "\"curl/8.0\" 153 -\n");
	check("json", CONF_FORMAT_JSON, KEPT, &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"method\":\"GET\",\"target\":\"/a?b\",\"version\":\"HTTP/1.1\","
	    "\"status\":200,\"bytes\":612,\"duration_us\":153,"
	    "\"host\":\"a.example:80\",\"referer\":\"http://a/?c\","
	    "\"user_agent\":\"curl/8.0\"}\n");
	check("journal", CONF_FORMAT_JOURNAL, KEPT, &x,
	    "\x1eHTTP_TIME=2026-11-21T10:00:00Z\x1fHTTP_REMOTE=192.0.2.1\x1f"
	    "HTTP_METHOD=GET\x1fHTTP_TARGET=/a?b\x1fHTTP_VERSION=HTTP/1.1\x1f"
	    "HTTP_STATUS=200\x1fHTTP_BYTES=612\x1fHTTP_DURATION_US=153\x1f"
	    "HTTP_HOST=a.example:80\x1fHTTP_REFERER=http://a/?c\x1f"
	    "HTTP_USER_AGENT=curl/8.0\x1f\n");
}

/*
 * The virtual host that serves the request, and the port that the peer named.
 */
static void
test_hosts(void)
{
#define REST                                                                   \
	" " WHEN "\"GET /a?b HTTP/1.1\" 200 612 \"http://a/?c\" "              \
	"\"curl/8.0\" 153 -\n"
	struct exchange x = plain();

	x.vhost = SPAN("a.example");
	x.authority = SPAN("A.example:8080");
	check("vhost: a port", CONF_FORMAT_VHOST, KEPT, &x,
	    "a.example:8080" REST);
	x.vhost = SPAN("2001:db8::1");
	x.authority = SPAN("[2001:db8::1]");
	check("vhost: an IPv6 address, and no port", CONF_FORMAT_VHOST, KEPT,
	    &x, "[2001:db8::1]:80" REST);
	x.vhost = SPAN("default");
	x.line = x.referer = x.agent = SPAN("");
	check("json: the directory beside the field", CONF_FORMAT_JSON, KEPT,
	    &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"status\":200,\"bytes\":612,\"duration_us\":153,"
	    "\"host\":\"a.example:80\",\"vhost\":\"default\"}\n");
}

/* The user whose password was right: the third field of CLF. */
static void
test_users(void)
{
	struct exchange x = plain();
	char name[600];

	x.line = x.host = x.referer = x.agent = SPAN("");
	x.user = SPAN("alice");
#define AT " [21/Nov/2026:10:00:00 +0000] \"-\" 200 612"
	check("the user of common", CONF_FORMAT_COMMON, KEPT, &x,
	    "192.0.2.1 - alice" AT "\n");
	check("the user of combined", CONF_FORMAT_COMBINED, KEPT, &x,
	    "192.0.2.1 - alice" AT " \"-\" \"-\" 153 -\n");
	check("the user of vhost", CONF_FORMAT_VHOST, KEPT, &x,
	    "-:80 192.0.2.1 - alice" AT " \"-\" \"-\" 153 -\n");
	check("the user in json", CONF_FORMAT_JSON, KEPT, &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"user\":\"alice\",\"status\":200,\"bytes\":612,"
	    "\"duration_us\":153}\n");
	check("the user for the journal", CONF_FORMAT_JOURNAL, KEPT, &x,
	    "\x1eHTTP_TIME=2026-11-21T10:00:00Z\x1fHTTP_REMOTE=192.0.2.1"
	    "\x1fHTTP_USER=alice\x1fHTTP_STATUS=200\x1fHTTP_BYTES=612\x1f"
	    "HTTP_DURATION_US=153\x1f\n");
	x.user = SPAN("a b\"\303\257\n");
	check("a name is one word", CONF_FORMAT_COMMON, KEPT, &x,
	    "192.0.2.1 - a\\x20b\\\"\\xc3\\xaf\\x0a" AT "\n");
	check("and whole in json", CONF_FORMAT_JSON, KEPT, &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"user\":\"a b\\\"\\u00ef\\u000a\",\"status\":200,"
	    "\"bytes\":612,\"duration_us\":153}\n");
	x.user = SPAN("\342\202\254\360\237\230\200\303");
	check("characters of three and four bytes, and one that is cut off",
	    CONF_FORMAT_JSON, KEPT, &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"user\":\"\\u20ac\\ud83d\\ude00\\u00c3\",\"status\":200,"
	    "\"bytes\":612,\"duration_us\":153}\n");
	memset(name, '\377', sizeof name);
	x.user = (struct span){ name, sizeof name };
	OK(line_of(CONF_FORMAT_JSON, KEPT, &x).n > 0 &&
		line_of(CONF_FORMAT_JSON, KEPT, &x).n < 300,
	    "a long one is cut");
}

/*
 * LogQuery no: the line has no query, neither the target's nor the Referer's.
 */
static void
test_queries(void)
{
	struct exchange x = plain();

	check("a query cut off, and the Referer's", CONF_FORMAT_COMBINED, CUT,
	    &x,
	    WHEN "\"GET /a HTTP/1.1\" 200 612 \"http://a/\" \"curl/8.0\" 153 "
		 "-\n");
	check("in json as well", CONF_FORMAT_JSON, CUT, &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"method\":\"GET\",\"target\":\"/a\",\"version\":\"HTTP/1.1\","
	    "\"status\":200,\"bytes\":612,\"duration_us\":153,"
	    "\"host\":\"a.example:80\",\"referer\":\"http://a/\","
	    "\"user_agent\":\"curl/8.0\"}\n");
	x.line = SPAN("GET /a?b c HTTP/1.1");
	check("a space in a query does not save its rest", CONF_FORMAT_COMMON,
	    CUT, &x, WHEN "\"GET /a HTTP/1.1\" 200 612\n");
	x.line = SPAN("GET /a?b HTTP");
	check("nor does the want of a version", CONF_FORMAT_COMMON, CUT, &x,
	    WHEN "\"GET /a\" 200 612\n");
	x.line = SPAN("GET?b /a?c HTTP/1.1");
	check("nor a query in place of a method", CONF_FORMAT_COMMON, CUT, &x,
	    WHEN "\"GET /a HTTP/1.1\" 200 612\n");
}

/* Requests with absent parts, and bytes that are not HTTP. */
static void
test_odd(void)
{
	struct exchange x = plain();

	x.line = x.host = x.referer = x.agent = SPAN("");
	x.why = REFUSE_ABSENT;
	x.status = 404;
	x.duration_us = -1; /* a clock that jumps is not believed */
	check("what is not there is a dash", CONF_FORMAT_COMBINED, KEPT, &x,
	    WHEN "\"-\" 404 612 \"-\" \"-\" 0 not-found\n");
	x.peer = &nobody;
	check("or no member", CONF_FORMAT_JSON, KEPT, &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"status\":404,\"bytes\":612,"
	    "\"duration_us\":0,\"refusal\":\"not-found\"}\n");
	check("or no field", CONF_FORMAT_JOURNAL, KEPT, &x,
	    "\x1eHTTP_TIME=2026-11-21T10:00:00Z\x1fHTTP_STATUS=404\x1f"
	    "HTTP_BYTES=612\x1fHTTP_DURATION_US=0\x1f"
	    "HTTP_REFUSAL=not-found\x1f\n");
	x = plain();
	x.line = SPAN("hello");
	check("one word", CONF_FORMAT_COMMON, KEPT, &x,
	    WHEN "\"hello\" 200 612\n");
	x.line = SPAN("GET /a b  HTTP/1.1");
	check("more than three words", CONF_FORMAT_COMMON, KEPT, &x,
	    WHEN "\"GET /a b  HTTP/1.1\" 200 612\n");
	x.line = SPAN("GET HTTP/1.1");
	check("a version and no target", CONF_FORMAT_COMMON, KEPT, &x,
	    WHEN "\"GET HTTP/1.1\" 200 612\n");
}

static void
test_escapes(void)
{
	struct exchange x = plain();

	x.line = SPAN("\"\\\n\r\t\x1b[0m\x7f\xc3");
	x.host = x.referer = x.agent = SPAN("");
	check("what could forge a line or drive a terminal is escaped",
	    CONF_FORMAT_COMBINED, KEPT, &x,
	    WHEN "\"\\\"\\\\\\x0a\\x0d\\x09\\x1b[0m\\x7f\\xc3\" 200 612 \"-\" "
		 "\"-\" 153 -\n");
	check("in JSON as RFC 8259 7 has it", CONF_FORMAT_JSON, KEPT, &x,
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"method\":\"\\\"\\\\\\u000a\\u000d\\u0009\\u001b[0m\\u007f"
	    "\\u00c3\",\"status\":200,\"bytes\":612,\"duration_us\":153}\n");
}

/* The fields of a record are read back as they were put, with any bytes. */
static void
test_read_back(void)
{
	static const char nasty[] = "\x1e\x1f\nHTTP_STATUS=200\x1f\\x41 \xff";
	struct exchange x = plain();
	struct span fields, name, value;
	size_t status = 0, same = 0;
	enum record_answer answer;

	x.agent = x.referer = x.host = SPAN(nasty);
	(void)record_open(line_of(CONF_FORMAT_JOURNAL, KEPT, &x), &fields);
	while ((answer = record_next(&fields, &name, &value)) == RECORD_FIELD) {
		char buf[256];
		struct text t = TEXT(buf);

		status += span_eq(name, SPAN("HTTP_STATUS"));
		same += record_value(&t, value) &&
			span_eq(TEXT_SPAN(t), SPAN(nasty));
	}
	OK(answer == RECORD_END && status == 1 && same == 3,
	    "no value of a record can make a field");
}

/* The longest line there can be still fits one write. */
static void
test_longest(enum conf_format format)
{
	static char nasty[20000];
	struct exchange x = { .peer = &peer,
		.time_s = INT64_C(253402300799),
		.status = 999,
		.bytes = UINT64_MAX,
		.duration_us = INT64_MAX,
		.why = REFUSE_LENGTH_AND_CODING };
	struct span line;
	size_t newlines = 0, odd = 0;

	for (int c = 0; c < 256; c++) {
		memset(nasty, c, sizeof nasty);
		memcpy(nasty + 9000, " HTTP/", 6); /* all three long */
		x.host = x.referer = x.agent =
		    (struct span){ nasty, sizeof nasty };
		x.line = x.vhost = x.authority = x.host;
		if (c != ' ')
			nasty[4000] = ' ';
		line = line_of(format, KEPT, &x);
		newlines += line.n > 0 && line.p[line.n - 1] == '\n';
		for (size_t i = 0; i + 1 < line.n; i++)
			odd += (line.p[i] < ' ' && line.p[i] != '\x1e' &&
				   line.p[i] != '\x1f') ||
			       line.p[i] > '~';
	}
	OK(newlines == 256, "the longest lines of every byte fit");
	OK(odd == 0, "and hold printable ASCII alone");
}

int
main(void)
{
	test_formats();
	test_hosts();
	test_users();
	test_queries();
	test_odd();
	test_escapes();
	test_read_back();
	for (enum conf_format f = CONF_FORMAT_COMMON; f <= CONF_FORMAT_JOURNAL;
	     f++)
		test_longest(f);
	test_tls();
	return DONE();
}
