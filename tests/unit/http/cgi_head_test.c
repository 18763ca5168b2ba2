/* RFC 3875 6: what a script may say before its content, and what becomes of it.
 */
#define _GNU_SOURCE
#include "http/cgi_head.h"

#include "unit/test.h"

static const struct {
	const char *why, *bytes;
	size_t n;
} ends[] = {
	{ "nothing yet", "", 0 },
	{ "a line", "A: b\n", 0 },
	{ "LF LF", "A: b\n\nrest", 6 },
	{ "CRLF CRLF", "A: b\r\n\r\nrest", 8 },
	{ "LF CRLF", "A: b\n\r\nrest", 7 },
	{ "CRLF LF", "A: b\r\n\nrest", 7 },
	{ "CR is not the end of a line", "A: b\r\n\r", 0 },
	{ "nor are two", "A: b\r\r", 0 },
	{ "at once", "\nA: b\n\n", 1 },
	{ "at once, CRLF", "\r\nA: b\n\n", 2 },
};

static const struct {
	const char *why, *bytes;
	int status; /* 0: it is not valid */
	enum cgi_head_kind kind;
	long long length; /* -1: none */
	const char *fields, *location;
} heads[] = {
	{ "6.2.1 a document", "Content-Type: a/b\n\n", 200, CGI_HEAD_ANSWER, -1,
	    "Content-Type: a/b\r\n", "" },
	{ "6.3.3 its status", "Content-Type: a/b\nStatus: 404 Gone\n\n", 404,
	    CGI_HEAD_ANSWER, -1, "Content-Type: a/b\r\n", "" },
	{ "case and space", "sTaTuS:  201\t\r\n\r\n", 201, CGI_HEAD_ANSWER, -1,
	    "", "" },
	{ "a length", "Status: 200\nContent-Length: 12\n\n", 200,
	    CGI_HEAD_ANSWER, 12, "", "" },
	{ "others pass", "X: 1\nContent-Type: a/b\nX: 2\n\n", 200,
	    CGI_HEAD_ANSWER, -1, "X: 1\r\nContent-Type: a/b\r\nX: 2\r\n", "" },
	{ "6.3.5 but X-CGI- does not", "Status: 200\nx-cgi-a: b\n\n", 200,
	    CGI_HEAD_ANSWER, -1, "", "" },
	{ "the connection is ours",
	    "Status: 200\nConnection: a\nkeep-alive: b\nTE: c\nTrailer: d\n"
	    "Transfer-Encoding: chunked\nUpgrade: e\nProxy-Connection: f\n"
	    "Date: g\n\n",
	    200, CGI_HEAD_ANSWER, -1, "", "" },
	{ "6.2.2 a place on the site", "Location: /a?b\n\n", 200 + 102,
	    CGI_HEAD_LOCAL, -1, "", "/a?b" },
	{ "6.2.3 a place elsewhere", "Location: http://a/\n\n", 302,
	    CGI_HEAD_ANSWER, -1, "Location: http://a/\r\n", "" },
	{ "no path begins with two slashes", "Location: //a/b\n\n", 302,
	    CGI_HEAD_ANSWER, -1, "Location: //a/b\r\n", "" },
	{ "6.2.4 with a status", "Location: /a\nStatus: 307\n\n", 307,
	    CGI_HEAD_ANSWER, -1, "Location: /a\r\n", "" },
	{ "with content", "Location: /a\nContent-Type: a/b\n\n", 302,
	    CGI_HEAD_ANSWER, -1, "Location: /a\r\nContent-Type: a/b\r\n", "" },
	{ "with a cookie", "Location: /a\nSet-Cookie: a=b\n\n", 302,
	    CGI_HEAD_ANSWER, -1, "Location: /a\r\nSet-Cookie: a=b\r\n", "" },
	{ "6.2: one of the three is there", "X: y\n\n", 0, 0, 0, "", "" },
	{ "nothing", "\n", 0, 0, 0, "", "" },
	{ "no field", "hello\n\n", 0, 0, 0, "", "" },
	{ "a status line", "HTTP/1.1 200 OK\nStatus: 200\n\n", 0, 0, 0, "",
	    "" },
	{ "no name", ": a\nStatus: 200\n\n", 0, 0, 0, "", "" },
	{ "a space before the colon", "Status : 200\n\n", 0, 0, 0, "", "" },
	{ "a folded line", "Status: 200\n a\n\n", 0, 0, 0, "", "" },
	{ "CR in a value", "Status: 200\nX: a\rY: b\n\n", 0, 0, 0, "", "" },
	{ "two CRs", "Status: 200\r\r\n\n", 0, 0, 0, "", "" },
	{ "a control character", "Status: 200\nX: \x01\n\n", 0, 0, 0, "", "" },
	{ "6.3: twice", "Status: 200\nStatus: 200\n\n", 0, 0, 0, "", "" },
	{ "two types", "Content-Type: a/b\nContent-Type: a/b\n\n", 0, 0, 0, "",
	    "" },
	{ "two lengths",
	    "Status: 200\nContent-Length: 1\nContent-Length: 1\n\n", 0, 0, 0,
	    "", "" },
	{ "empty", "Content-Type:\n\n", 0, 0, 0, "", "" },
	{ "no number", "Status: 200\nContent-Length: -1\n\n", 0, 0, 0, "", "" },
	{ "too large a number",
	    "Status: 200\nContent-Length: 99999999999999999999\n\n", 0, 0, 0,
	    "", "" },
	{ "interim", "Status: 100\n\n", 0, 0, 0, "", "" },
	{ "too high", "Status: 600\n\n", 0, 0, 0, "", "" },
	{ "no status", "Status: OK\n\n", 0, 0, 0, "", "" },
	{ "four digits", "Status: 2000\n\n", 0, 0, 0, "", "" },
};

static void
test_head(size_t i)
{
	struct span bytes = guarded(heads[i].bytes);
	struct cgi_head head = { .status = 0 };
	char room[1024];
	struct text t = TEXT(room);
	bool valid = cgi_head_parse(bytes, &t, &head);

	if (heads[i].status == 0) {
		OK(!valid, "%s: %s", heads[i].why, shown(bytes));
		return;
	}
	OK(valid && head.status == heads[i].status &&
		head.kind == heads[i].kind &&
		head.has_length == (heads[i].length >= 0) &&
		(!head.has_length ||
		    head.length == (uint64_t)heads[i].length) &&
		span_eq(head.location, span_str(heads[i].location)) &&
		(head.kind == CGI_HEAD_LOCAL ||
		    span_eq(TEXT_SPAN(t), span_str(heads[i].fields))),
	    "%s: %s", heads[i].why, shown(bytes));
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(ends); i++) {
		struct span bytes = guarded(ends[i].bytes);

		OK(cgi_head_find(bytes) == ends[i].n, "%s: %s", ends[i].why,
		    shown(bytes));
	}
	for (size_t i = 0; i < COUNT(heads); i++)
		test_head(i);
	OK(cgi_head_is_bare(204) && cgi_head_is_bare(304) &&
		!cgi_head_is_bare(200),
	    "9110 6.4.1: which status has no content");
	return DONE();
}
