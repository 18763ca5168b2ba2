/*
 * A line of the log is read again, whichever format it has.
 */
#define _GNU_SOURCE
#include "site/accesslog_read.h"

#include "site/accesslog.h"
#include "unit/test.h"

#define TIME "[21/Nov/2026:10:00:00 +0000] "

/* expect no visitor: the line is none of a request */
static const struct {
	const char *why, *line, *visitor, *referrer;
	uint64_t bytes;
} cases[] = {
	{ "common", "192.0.2.1 - - " TIME "\"GET / HTTP/1.1\" 200 612",
	    "192.0.2.1", "", 612 },
	{ "combined",
	    "2001:db8::1 - bob " TIME
	    "\"GET / HTTP/1.1\" 200 612 \"http://a/?c\" \"curl\" 153 -",
	    "2001:db8::1", "http://a/?c", 612 },
	{ "no referrer",
	    "192.0.2.1 - - " TIME "\"GET / HTTP/1.1\" 200 1 \"-\" \"x\" 1 -",
	    "192.0.2.1", "", 1 },
	{ "vhost",
	    "a.example:80 192.0.2.1 - - " TIME
	    "\"GET / HTTP/1.1\" 200 1 \"http://b/\" \"x\" 1 -",
	    "192.0.2.1", "http://b/", 1 },
	{ "vhost, an address",
	    "[::1]:80 192.0.2.1 - - " TIME
	    "\"GET / HTTP/1.1\" 200 1 \"http://b/\" \"x\" 1 -",
	    "192.0.2.1", "http://b/", 1 },
	{ "quotes in the request and in the referrer",
	    "192.0.2.1 - - " TIME
	    "\"GET /\\\"\\\\ HTTP/1.1\" 200 1 \"a\\\"b\" \"x\" 1 -",
	    "192.0.2.1", "a\\\"b", 1 },
	{ "another server, no bytes",
	    "192.0.2.1 - - " TIME "\"GET / HTTP/1.1\" 304 -", "192.0.2.1", "",
	    0 },
	{ "json",
	    "{\"time\":\"2026-11-21T10:00:00Z\",\"remote\":\"192.0.2.1\","
	    "\"status\":200,\"bytes\":612,\"referer\":\"http://a/\"}",
	    "192.0.2.1", "http://a/", 612 },
	{ "json, of nobody", "{\"status\":200,\"bytes\":7}", "-", "", 7 },
	{ "json, quotes",
	    "{\"target\":\"\\\"bytes\\\":9,\",\"bytes\":7,\"remote\":\"::1\"}",
	    "::1", "", 7 },
	{ "the journal, with bytes that are no text",
	    "{\"PRIORITY\":\"6\",\"X\":[1,2],\"Y\":null,"
	    "\"MINIHTTP_REMOTE\":\"::1\",\"MINIHTTP_BYTES\":\"12\","
	    "\"MINIHTTP_REFERER\":\"http://a/\"}",
	    "::1", "http://a/", 12 },
	{ "nothing", "", NULL, NULL, 0 },
	{ "a message", "minihttpd: listening on 127.0.0.1:8080", NULL, NULL,
	    0 },
	{ "a long message", "a b c d e f g h i] \"x\" 200 1", NULL, NULL, 0 },
	{ "no size", "192.0.2.1 - - " TIME "\"GET / HTTP/1.1\" 200 x", NULL,
	    NULL, 0 },
	{ "an end too soon", "192.0.2.1 - - " TIME "\"GET / HT", NULL, NULL,
	    0 },
	{ "no request", "192.0.2.1 - - " TIME "GET", NULL, NULL, 0 },
	{ "an escape at the end", "192.0.2.1 - - " TIME "\"GET \\", NULL, NULL,
	    0 },
	{ "an object of something else", "{\"MESSAGE\":\"started\"}", NULL,
	    NULL, 0 },
	{ "an object that ends too soon", "{\"bytes\":1", NULL, NULL, 0 },
	{ "a name alone", "{\"bytes\"", NULL, NULL, 0 },
	{ "a colon at the end", "{\"bytes\":", NULL, NULL, 0 },
	{ "a string without an end", "{\"bytes\":1,\"a\":\"b", NULL, NULL, 0 },
	{ "an array without an end", "{\"bytes\":1,\"a\":[1", NULL, NULL, 0 },
	{ "no name", "{1}", NULL, NULL, 0 },
	{ "a brace alone", "{", NULL, NULL, 0 },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct accesslog_line l;
		bool read = accesslog_read(guarded(cases[i].line), &l);

		OK(read == (cases[i].visitor != NULL), "%s: read",
		    cases[i].why);
		if (!read || cases[i].visitor == NULL)
			continue;
		OK(span_eq(l.visitor, span_str(cases[i].visitor)) &&
			span_eq(l.referrer, span_str(cases[i].referrer)) &&
			l.bytes == cases[i].bytes,
		    "%s: %s %s", cases[i].why, shown(l.visitor),
		    shown(l.referrer));
	}
}

/* Each format that is written for a file is read. */
static void
test_written(void)
{
	static const enum conf_format format[] = { CONF_FORMAT_COMMON,
		CONF_FORMAT_COMBINED, CONF_FORMAT_VHOST, CONF_FORMAT_JSON };
	struct address peer = { .family = ADDRESS_IPV4,
		.byte = { 192, 0, 2, 1 } };
	struct exchange x = { .peer = &peer,
		.line = SPAN("GET /\"\\ \xff HTTP/1.1"),
		.referer = SPAN("http://a/\"b c"),
		.agent = SPAN("\"\\"),
		.status = 200,
		.bytes = 612,
		.user = SPAN("a \"[b]") };

	for (size_t i = 0; i < COUNT(format); i++) {
		struct conf conf = { .log_format = format[i],
			.log_query = true };
		char buf[4096];
		struct text t = TEXT(buf);
		struct accesslog_line l;

		accesslog_put(&t, &conf, &x);
		OK(accesslog_read((struct span){ buf, t.n - 1 }, &l) &&
			span_eq(l.visitor, SPAN("192.0.2.1")) &&
			l.bytes == 612 &&
			span_eq(l.referrer, format[i] == CONF_FORMAT_COMMON
						? SPAN("")
						: SPAN("http://a/\\\"b c")),
		    "written as format %zu: %s", i, shown(l.referrer));
	}
}

int
main(void)
{
	test_cases();
	test_written();
	return DONE();
}
