#define _GNU_SOURCE
#include "http/reply.h"

#include "unit/test.h"

#define WHEN 784111777
#define DATE "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
#define OK_LINE "HTTP/1.1 200 OK\r\n" DATE
#define NOSNIFF "X-Content-Type-Options: nosniff\r\n"
#define END "\r\n"
#define S(literal)                                                             \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

static const struct {
	const char *why;
	struct reply r;
	const char *want;
} cases[] = {
	{ "status line and Date (9112 4, 9110 6.6.1)",
	    { .status = 200, .date = WHEN }, OK_LINE END },
	{ "the reason phrase", { .status = 431, .date = WHEN },
	    "HTTP/1.1 431 Request Header Fields Too Large\r\n" DATE END },
	{ "no reason phrase, but its blank (9112 4)",
	    { .status = 418, .date = WHEN }, "HTTP/1.1 418 \r\n" DATE END },
	{ "Connection: close (9112 9.6)",
	    { .status = 200, .date = WHEN, .connection = REPLY_CLOSES },
	    OK_LINE "Connection: close\r\n" END },
	{ "Connection: keep-alive (9112 9.3)",
	    { .status = 200, .date = WHEN, .connection = REPLY_KEEPS },
	    OK_LINE "Connection: keep-alive\r\n" END },
	{ "a type (9110 8.3)",
	    { .status = 200, .date = WHEN, .type = S("image/png") },
	    OK_LINE "Content-Type: image/png\r\n" NOSNIFF END },
	{ "a type with its charset",
	    { .status = 200,
		.date = WHEN,
		.type = S("text/html"),
		.charset = S("utf-8") },
	    OK_LINE "Content-Type: text/html; charset=utf-8\r\n" NOSNIFF END },
	{ "a charset and no type is nothing",
	    { .status = 200, .date = WHEN, .charset = S("utf-8") },
	    OK_LINE END },
	{ "several parts (9110 14.6)",
	    { .status = 206,
		.date = WHEN,
		.type = S("text/html"),
		.charset = S("utf-8"),
		.boundary = S("b0") },
	    "HTTP/1.1 206 Partial Content\r\n" DATE
	    "Content-Type: multipart/byteranges; boundary=b0\r\n" NOSNIFF END },
	{ "several parts of no type",
	    { .status = 206, .date = WHEN, .boundary = S("b0") },
	    "HTTP/1.1 206 Partial Content\r\n" DATE
	    "Content-Type: multipart/byteranges; boundary=b0\r\n" END },
	{ "a policy",
	    { .status = 200, .date = WHEN, .policy = S("default-src 'none'") },
	    OK_LINE "Content-Security-Policy: default-src 'none'\r\n" END },
	{ "a page that a browser is to ask for again (HTML 7.4.6)",
	    { .status = 200, .date = WHEN, .refresh_s = 60 },
	    OK_LINE "Refresh: 60\r\n" END },
	{ "not to be stored (9111 5.2.2.5)",
	    { .status = 200, .date = WHEN, .no_store = true },
	    OK_LINE "Cache-Control: no-store\r\n" END },
	{ "to be asked about each time (9111 5.2.2.4)",
	    { .status = 200, .date = WHEN, .no_cache = true },
	    OK_LINE "Cache-Control: no-cache\r\n" END },
	{ "what it varies with (9110 12.5.5)",
	    { .status = 200, .date = WHEN, .varies = S("Accept") },
	    OK_LINE "Vary: Accept\r\n" END },
	{ "a length that is not known (9112 6.1)",
	    { .status = 200, .date = WHEN, .chunked = true },
	    OK_LINE "Transfer-Encoding: chunked\r\n" END },
	{ "a length (9110 8.6)",
	    { .status = 200, .date = WHEN, .has_length = true, .length = 42 },
	    OK_LINE "Content-Length: 42\r\n" END },
	{ "a length of 0 is sent",
	    { .status = 200, .date = WHEN, .has_length = true },
	    OK_LINE "Content-Length: 0\r\n" END },
	{ "the largest length",
	    { .status = 200,
		.date = WHEN,
		.has_length = true,
		.length = UINT64_MAX },
	    OK_LINE "Content-Length: 18446744073709551615\r\n" END },
	{ "a length that is not to be sent",
	    { .status = 200, .date = WHEN, .length = 42 }, OK_LINE END },
	{ "a tag (9110 8.8.3)",
	    { .status = 200, .date = WHEN, .etag = { S("\"a\""), false } },
	    OK_LINE "ETag: \"a\"\r\n" END },
	{ "a weak tag",
	    { .status = 200, .date = WHEN, .etag = { S("\"a\""), true } },
	    OK_LINE "ETag: W/\"a\"\r\n" END },
	{ "Last-Modified (9110 8.8.2)",
	    { .status = 200,
		.date = WHEN,
		.has_modified = true,
		.modified = WHEN - 1 },
	    OK_LINE "Last-Modified: Sun, 06 Nov 1994 08:49:36 GMT\r\n" END },
	{ "modified at the epoch",
	    { .status = 200, .date = WHEN, .has_modified = true },
	    OK_LINE "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r\n" END },
	{ "Accept-Ranges (9110 14.3)",
	    { .status = 200, .date = WHEN, .accepts_ranges = true },
	    OK_LINE "Accept-Ranges: bytes\r\n" END },
	{ "Content-Range (9110 14.4)",
	    { .status = 206,
		.date = WHEN,
		.range_kind = REPLY_RANGE,
		.range = { 500, 500 },
		.complete_length = 1234 },
	    "HTTP/1.1 206 Partial Content\r\n" DATE
	    "Content-Range: bytes 500-999/1234\r\n" END },
	{ "no range can be had (9110 15.5.17)",
	    { .status = 416,
		.date = WHEN,
		.range_kind = REPLY_UNSATISFIED,
		.complete_length = 1234 },
	    "HTTP/1.1 416 Range Not Satisfiable\r\n" DATE
	    "Content-Range: bytes */1234\r\n" END },
	{ "of an empty file",
	    { .status = 416, .date = WHEN, .range_kind = REPLY_UNSATISFIED },
	    "HTTP/1.1 416 Range Not Satisfiable\r\n" DATE
	    "Content-Range: bytes */0\r\n" END },
	{ "Allow (9110 10.2.1)",
	    { .status = 405,
		.date = WHEN,
		.has_allow = true,
		.allow = METHOD_BIT(METHOD_GET) | METHOD_BIT(METHOD_HEAD) },
	    "HTTP/1.1 405 Method Not Allowed\r\n" DATE
	    "Allow: GET, HEAD\r\n" END },
	{ "Location (9110 10.2.2)",
	    { .status = 301,
		.date = WHEN,
		.locates = REPLY_TO_DIRECTORY,
		.location = S("a/b") },
	    "HTTP/1.1 301 Moved Permanently\r\n" DATE
	    "Location: /a/b/\r\n" END },
	{ "Location, encoded (3986 2.1, 9112 11.1)",
	    { .status = 301,
		.date = WHEN,
		.locates = REPLY_TO_DIRECTORY,
		.location = S("a b\r\nX: y") },
	    "HTTP/1.1 301 Moved Permanently\r\n" DATE
	    "Location: /a%20b%0D%0AX:%20y/\r\n" END },
	{ "Location and its query",
	    { .status = 301,
		.date = WHEN,
		.locates = REPLY_TO_DIRECTORY,
		.location = S("a"),
		.has_query = true,
		.query = S("b=%20c") },
	    "HTTP/1.1 301 Moved Permanently\r\n" DATE
	    "Location: /a/?b=%20c\r\n" END },
	{ "Location and an empty query",
	    { .status = 301,
		.date = WHEN,
		.locates = REPLY_TO_DIRECTORY,
		.location = S("a"),
		.has_query = true },
	    "HTTP/1.1 301 Moved Permanently\r\n" DATE
	    "Location: /a/?\r\n" END },
	{ "a query without a redirect is nothing",
	    { .status = 200,
		.date = WHEN,
		.location = S("a"),
		.has_query = true,
		.query = S("b") },
	    OK_LINE END },
	{ "Retry-After (9110 10.2.3)",
	    { .status = 503, .date = WHEN, .retry_after_s = 1 },
	    "HTTP/1.1 503 Service Unavailable\r\n" DATE
	    "Retry-After: 1\r\n" END },
	{ "WWW-Authenticate (9110 11.6.1, RFC 7617 2.1)",
	    { .status = 401, .date = WHEN, .authenticate = true },
	    "HTTP/1.1 401 Unauthorized\r\n" DATE
	    "WWW-Authenticate: Basic realm=\"minihttp\", "
	    "charset=\"UTF-8\"\r\n" END },
	{ "a realm is a quoted-string (9110 11.5, 5.6.4)",
	    { .status = 401,
		.date = WHEN,
		.authenticate = true,
		.realm = S("/a\"b\\c\r\n\303\244/") },
	    "HTTP/1.1 401 Unauthorized\r\n" DATE
	    "WWW-Authenticate: Basic realm=\"/a\\\"b\\\\c??\?\?/\", "
	    "charset=\"UTF-8\"\r\n" END },
	{ "all that a file has",
	    { .status = 206,
		.date = WHEN,
		.connection = REPLY_CLOSES,
		.type = S("text/css"),
		.charset = S("utf-8"),
		.has_length = true,
		.length = 2,
		.etag = { S("\"a\""), false },
		.has_modified = true,
		.modified = WHEN,
		.accepts_ranges = true,
		.range_kind = REPLY_RANGE,
		.range = { 0, 2 },
		.complete_length = 3 },
	    "HTTP/1.1 206 Partial Content\r\n" DATE
	    "Content-Type: text/css; charset=utf-8\r\n" NOSNIFF
	    "Content-Length: 2\r\n"
	    "Accept-Ranges: bytes\r\n"
	    "Content-Range: bytes 0-1/3\r\n"
	    "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	    "ETag: \"a\"\r\n"
	    "Connection: close\r\n" END },
};

static const struct {
	const char *why;
	struct byte_range range;
	uint64_t size;
	const char *want;
} ranges[] = {
	{ "9110 14.4", { 0, 500 }, 1234, "bytes 0-499/1234" },
	{ "one byte", { 7, 1 }, 8, "bytes 7-7/8" },
	{ "the whole", { 0, 8 }, 8, "bytes 0-7/8" },
	{ "the largest file", { 0, UINT64_MAX }, UINT64_MAX,
	    "bytes 0-18446744073709551614/18446744073709551615" },
	{ "its last byte", { UINT64_MAX - 1, 1 }, UINT64_MAX,
	    "bytes 18446744073709551614-18446744073709551614/"
	    "18446744073709551615" },
};

/* True if the head fits into n bytes, not into fewer, and measures n. */
static bool
fits_exactly(const struct reply *r, size_t n)
{
	static const char blank[1024] = { 0 };
	struct text measured = TEXT_MEASURE;
	bool good = true;

	reply_head(&measured, r);
	for (size_t room = n - 3; room <= n; room++) {
		struct span s = guarded_n(blank, room);
		struct text t = { (char *)(uintptr_t)s.p, room, 0 };

		reply_head(&t, r);
		good = good && t.n == n && text_fits(&t) == (room == n);
	}
	return good && measured.n == n;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[1024];
		struct text t = TEXT(buf);

		reply_head(&t, &cases[i].r);
		OK(text_fits(&t) &&
			span_eq(TEXT_SPAN(t), span_str(cases[i].want)),
		    "%s: %s", cases[i].why, shown(TEXT_SPAN(t)));
		OK(fits_exactly(&cases[i].r, strlen(cases[i].want)),
		    "its length is known before: %s", cases[i].why);
	}
	for (size_t i = 0; i < COUNT(ranges); i++) {
		char buf[128];
		struct text t = TEXT(buf);

		reply_put_range(&t, &ranges[i].range, ranges[i].size);
		OK(span_eq(TEXT_SPAN(t), span_str(ranges[i].want)),
		    "range: %s: %s", ranges[i].why, shown(TEXT_SPAN(t)));
	}
	return DONE();
}
