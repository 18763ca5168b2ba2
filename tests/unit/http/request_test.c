#define _GNU_SOURCE
#include "http/request.h"

#include "unit/test.h"

#define S(literal)                                                             \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}
#define LINE "GET / HTTP/1.1\r\n"
#define HOST "Host: h\r\n"
#define END "\r\n"
#define SLACK 256 /* method and version beside the longest target */

static const struct request_bounds bounds = { 64, 256, 8 };
static const struct request_bounds most = { LIMIT_TARGET, LIMIT_FIELDS_SIZE,
	LIMIT_FIELDS };

#define HEAD REQUEST_HEAD, REFUSE_NOT
#define MORE REQUEST_MORE, REFUSE_NOT, 0
#define NO(id) REQUEST_REFUSED, REFUSE_##id, 0

static const struct {
	const char *why;
	struct span in;
	enum request_answer want;
	enum refusal refusal;
	size_t head_n;
} scans[] = {
	{ "a head", S(LINE HOST END), HEAD, 27 },
	{ "what follows is not of it", S(LINE HOST END "GET /b"), HEAD, 27 },
	{ "no field lines", S(LINE END), HEAD, 18 },
	{ "an empty line before it (9112 2.2)", S(END LINE END), HEAD, 20 },
	{ "the empty line may be a bare LF (9112 2.2)", S(LINE HOST "\n"), HEAD,
	    26 },
	{ "the field lines are not read yet", S(LINE " x\r\n:\r\n" END), HEAD,
	    25 },
	{ "nothing yet", S(""), MORE },
	{ "a part of the line", S("GET /"), MORE },
	{ "half of its end", S("GET / HTTP/1.1\r"), MORE },
	{ "the line", S(LINE), MORE },
	{ "a field line", S(LINE HOST), MORE },
	{ "half of the empty line", S(LINE HOST "\r"), MORE },
	{ "half of an empty line before it", S("\r"), MORE },
	{ "an empty line before it and nothing", S(END), MORE },
	{ "two empty lines before it", S(END END), NO(EMPTY_LINES) },
	{ "an empty line and a bare LF", S(END "\n"), NO(EMPTY_LINES) },
	{ "a bare LF before it (9112 2.2)", S("\n"), NO(BARE_LF) },
	{ "the line ends in a bare LF", S("GET / HTTP/1.1\n"), NO(BARE_LF) },
	{ "a bare CR in the line", S("GET /\rHTTP/1.1\r\n"), NO(BARE_CR) },
	{ "a CR too many", S("GET / HTTP/1.1\r\r\n"), NO(BARE_CR) },
	{ "a bare CR before it", S("\rGET / HTTP/1.1\r\n"), NO(BARE_CR) },
	{ "HTTP/0.9", S("GET /\r\n"), NO(NOT_HTTP) },
	{ "a word", S("QUIT\r\n"), NO(NOT_HTTP) },
	{ "two blanks before the target", S("GET  / HTTP/1.1\r\n"),
	    NO(NOT_HTTP) },
	{ "two blanks behind the target", S("GET /  HTTP/1.1\r\n"),
	    NO(NOT_HTTP) },
	{ "a blank in the target", S("GET /a b HTTP/1.1\r\n"), NO(NOT_HTTP) },
	{ "a tab for a blank", S("GET\t/ HTTP/1.1\r\n"), NO(NOT_HTTP) },
	{ "a tab in the target", S("GET /\t HTTP/1.1\r\n"), NO(NOT_HTTP) },
	{ "a NUL in the target", S("GET /\0 HTTP/1.1\r\n"), NO(NOT_HTTP) },
	{ "DEL in the target", S("GET /\x7f HTTP/1.1\r\n"), NO(NOT_HTTP) },
	{ "a method that is no token", S("G@T / HTTP/1.1\r\n"), NO(NOT_HTTP) },
	{ "a blank at the end", S("GET / HTTP/1.1 \r\n"), NO(NOT_HTTP) },
	{ "no version", S("GET / \r\n"), NO(NOT_HTTP) },
	{ "HTTP in small letters (9112 2.3)", S("GET / http/1.1\r\n"),
	    NO(NOT_HTTP) },
	{ "no digit before the dot", S("GET / HTTP/x.1\r\n"), NO(NOT_HTTP) },
	{ "no digit behind the dot", S("GET / HTTP/1.x\r\n"), NO(NOT_HTTP) },
	{ "the octet before 0", S("GET / HTTP//.1\r\n"), NO(NOT_HTTP) },
	{ "the octet behind 9", S("GET / HTTP/1.:\r\n"), NO(NOT_HTTP) },
	{ "no dot", S("GET / HTTP/1,1\r\n"), NO(NOT_HTTP) },
	{ "a version cut short", S("GET / HTTP/1.\r\n"), NO(NOT_HTTP) },
	{ "two digits (9112 2.3)", S("GET / HTTP/1.10\r\n"), NO(NOT_HTTP) },
	{ "another protocol", S("GET / ICAP/1.0\r\n"), NO(NOT_HTTP) },
	{ "HTTP/2 (9110 15.6.6)", S("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
	    NO(VERSION) },
	{ "HTTP/0.9, named", S("GET / HTTP/0.9\r\n"), NO(VERSION) },
	{ "HTTP/9.9", S("GET / HTTP/9.9\r\n"), NO(VERSION) },
	{ "HTTP/2.1", S("GET / HTTP/2.1\r\n"), NO(VERSION) },
	{ "HTTP/3.0", S("GET / HTTP/3.0\r\n"), NO(VERSION) },
	{ "TLS, at its first octet", S("\x16\x03\x01"), NO(NOT_HTTP) },
	{ "a NUL", S("\0"), NO(NOT_HTTP) },
	{ "a blank", S(" "), NO(NOT_HTTP) },
	{ "a blank before the method", S(" " LINE END), NO(NOT_HTTP) },
	{ "a blank behind an empty line", S(END " "), NO(NOT_HTTP) },
	{ "TLS with a LF in it", S("\x16\x03\n\x01"), NO(NOT_HTTP) },
};

struct outcome {
	enum request_answer answer;
	enum refusal why;
	size_t n;
};

/* Scans `first` bytes, then `step` bytes more at a time, to the end. */
static struct outcome
scan(struct span s, size_t first, size_t step, const struct request_bounds *b)
{
	struct outcome o = { REQUEST_MORE, REFUSE_NOT, 0 };
	struct request_scan state = { 0 };

	for (size_t n = first;; n += step) {
		if (n > s.n)
			n = s.n;
		o.answer = request_scan(
		    &state, (struct span){ s.p, n }, b, &o.n, &o.why);
		if (o.answer != REQUEST_MORE || n == s.n)
			return o;
	}
}

static bool
same(struct outcome a, struct outcome b)
{
	return a.answer == b.answer && a.why == b.why && a.n == b.n;
}

static void
test_scans(void)
{
	for (size_t i = 0; i < COUNT(scans); i++) {
		struct span s = guarded_n(scans[i].in.p, scans[i].in.n);
		struct outcome whole = scan(s, s.n, 1, &bounds);
		bool good = true;

		OK(whole.answer == scans[i].want &&
			whole.why == scans[i].refusal &&
			whole.n == scans[i].head_n,
		    "scan: %s: %s: %s", scans[i].why, shown(s),
		    shown(refusal_name(whole.why)));
		for (size_t step = 1; step <= 3; step++)
			good = good && same(whole, scan(s, 0, step, &bounds));
		for (size_t at = 0; at <= s.n; at++)
			good = good && same(whole, scan(s, at, s.n, &bounds));
		OK(good, "scan: any split gives one answer: %s", scans[i].why);
	}
}

#define NOT REFUSE_NOT
#define GET METHOD_GET
#define FINE REFUSE_NOT, REFUSE_NOT
#define FAILS(id) REFUSE_##id, REFUSE_NOT, METHOD_UNKNOWN, 0, NULL, NULL

static const struct {
	const char *why;
	struct span head;
	enum refusal want, target_why;
	enum method method;
	int minor;
	const char *host, *path;
} parses[] = {
	{ "a request", S(LINE HOST END), FINE, GET, 1, "h", "" },
	{ "a path", S("HEAD /a/b HTTP/1.1\r\n" HOST END), FINE, METHOD_HEAD, 1,
	    "h", "a/b" },
	{ "an empty line before it (9112 2.2)", S(END LINE HOST END), FINE, GET,
	    1, "h", "" },
	{ "HTTP/1.0", S("GET / HTTP/1.0\r\n" END), FINE, GET, 0, "", "" },
	{ "HTTP/1.0 with a host", S("GET / HTTP/1.0\r\n" HOST END), FINE, GET,
	    0, "h", "" },
	{ "HTTP/1.2 is read as HTTP/1.1 (9110 2.5)",
	    S("GET /a HTTP/1.2\r\n" HOST END), FINE, GET, 2, "h", "a" },
	{ "HTTP/1.9 too", S("GET /a HTTP/1.9\r\n" HOST END), FINE, GET, 9, "h",
	    "a" },
	{ "and needs a host as it does (9112 3.2)", S("GET / HTTP/1.9\r\n" END),
	    FAILS(HOST_MISSING) },
	{ "an empty host (9110 4.2.1)", S(LINE "Host:\r\n" END), FAILS(HOST) },
	{ "a host of blanks", S(LINE "Host: \t \r\n" END), FAILS(HOST) },
	{ "an empty host in HTTP/1.0", S("GET / HTTP/1.0\r\nHost:\r\n" END),
	    FAILS(HOST) },
	{ "an empty host behind a target that has one",
	    S("GET http://t/ HTTP/1.1\r\nHost:\r\n" END), FAILS(HOST) },
	{ "an empty host for the asterisk",
	    S("OPTIONS * HTTP/1.1\r\nHost: \r\n" END), FAILS(HOST) },
	{ "a port", S(LINE "host: h:80\r\n" END), FINE, GET, 1, "h:80", "" },
	{ "the target's host counts (9112 3.2.2)",
	    S("GET http://t/a HTTP/1.1\r\n" HOST END), FINE, GET, 1, "t", "a" },
	{ "for OPTIONS too", S("OPTIONS http://t HTTP/1.1\r\n" HOST END), FINE,
	    METHOD_OPTIONS, 1, "t", "" },
	{ "the asterisk has the field's", S("OPTIONS * HTTP/1.1\r\n" HOST END),
	    FINE, METHOD_OPTIONS, 1, "h", "" },
	{ "CONNECT names its own",
	    S("CONNECT t:80 HTTP/1.1\r\nHost: t\r\n" END), FINE, METHOD_CONNECT,
	    1, "t:80", "" },
	{ "an unknown method", S("BREW / HTTP/1.1\r\n" HOST END), FINE,
	    METHOD_UNKNOWN, 1, "h", "" },
	{ "a method has its case (9110 9.1)", S("get / HTTP/1.1\r\n" HOST END),
	    FINE, METHOD_UNKNOWN, 1, "h", "" },
	{ "the empty line may be a bare LF", S(LINE HOST "\n"), FINE, GET, 1,
	    "h", "" },

	{ "a bad target is not the connection's end",
	    S("GET a HTTP/1.1\r\n" HOST END), NOT, REFUSE_TARGET, GET, 1, "h",
	    NULL },
	{ "a high octet", S("GET /\xff HTTP/1.1\r\n" HOST END), NOT,
	    REFUSE_TARGET, GET, 1, "h", NULL },
	{ "a bad escape", S("GET /% HTTP/1.1\r\n" HOST END), NOT,
	    REFUSE_TARGET_ESCAPE, GET, 1, "h", NULL },
	{ "a climb", S("GET /.. HTTP/1.1\r\n" HOST END), NOT,
	    REFUSE_TARGET_CLIMBS, GET, 1, "h", NULL },
	{ "userinfo, and its host does not count",
	    S("GET http://u@t/ HTTP/1.1\r\n" HOST END), NOT, REFUSE_TARGET, GET,
	    1, "h", NULL },

	{ "no end", S("GET / HTTP/1.1"), FAILS(HEAD_CUT) },
	{ "no empty line", S(LINE HOST), FAILS(HEAD_CUT) },
	{ "half of the empty line", S(LINE HOST "\r"), FAILS(HEAD_CUT) },
	{ "nothing", S(""), FAILS(HEAD_CUT) },
	{ "no request line", S("Host: h\r\n" END), FAILS(NOT_HTTP) },
	{ "another version", S("GET / HTTP/2.0\r\n" HOST END), FAILS(VERSION) },
	{ "a bare LF ends the line", S("GET / HTTP/1.1\n" HOST END),
	    FAILS(BARE_LF) },
	{ "a bare CR in the line", S("GET /\r HTTP/1.1\r\n" HOST END),
	    FAILS(BARE_CR) },
	{ "a bare LF ends a field line", S(LINE "Host: h\n" END),
	    FAILS(BARE_LF) },
	{ "a bare CR in a field line", S(LINE "Host: h\rX\r\n" END),
	    FAILS(BARE_CR) },
	{ "a CR too many", S(LINE "Host: h\r\r\n" END), FAILS(BARE_CR) },
	{ "a folded line (9112 5.2)", S(LINE HOST " x\r\n" END),
	    FAILS(FOLDED) },
	{ "a blank before the first field (9112 2.2)", S(LINE " " HOST END),
	    FAILS(FOLDED) },
	{ "a blank before a colon (9112 5.1)", S(LINE "Host : h\r\n" END),
	    FAILS(FIELD_SPACE) },
	{ "no colon", S(LINE HOST "x\r\n" END), FAILS(FIELD_NAME) },
	{ "a control in a value", S(LINE HOST "A: \x01\r\n" END),
	    FAILS(FIELD_VALUE) },
	{ "no host (9112 3.2)", S(LINE "Hosts: h\r\n" END),
	    FAILS(HOST_MISSING) },
	{ "no host, absolute form (9112 3.2)",
	    S("GET http://t/ HTTP/1.1\r\n" END), FAILS(HOST_MISSING) },
	{ "two hosts", S(LINE HOST "HOST: h\r\n" END), FAILS(HOSTS) },
	{ "two hosts in HTTP/1.0", S("GET / HTTP/1.0\r\n" HOST HOST END),
	    FAILS(HOSTS) },
	{ "a host that is none", S(LINE "Host: a b\r\n" END), FAILS(HOST) },
	{ "a host with a path", S(LINE "Host: h/\r\n" END), FAILS(HOST) },
	{ "a host with a user", S(LINE "Host: u@h\r\n" END), FAILS(HOST) },
	{ "a bad host beside a target's",
	    S("GET http://t/ HTTP/1.1\r\nHost: /\r\n" END), FAILS(HOST) },
	{ "a length that is none", S(LINE HOST "Content-Length: x\r\n" END),
	    FAILS(LENGTH) },
	{ "two lengths",
	    S(LINE HOST "Content-Length: 1\r\nContent-Length: 1\r\n" END),
	    FAILS(LENGTHS) },
	{ "a length and a coding",
	    S(LINE HOST
		"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n" END),
	    FAILS(LENGTH_AND_CODING) },
	{ "a coding in HTTP/1.0",
	    S("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" END),
	    FAILS(CODING_IN_1_0) },
	{ "not chunked", S(LINE HOST "Transfer-Encoding: gzip\r\n" END),
	    FAILS(CODING) },
	{ "gzip, chunked",
	    S(LINE HOST "Transfer-Encoding: gzip, chunked\r\n" END),
	    FAILS(CODING_UNKNOWN) },

	{ "the line comes before the fields", S("x\r\n \r\n" END),
	    FAILS(NOT_HTTP) },
	{ "the fields before the framing",
	    S(LINE "Content-Length: x\r\n \r\n" END), FAILS(FOLDED) },
	{ "the framing before the host", S(LINE "Content-Length: x\r\n" END),
	    FAILS(LENGTH) },
	{ "the host before the target", S("GET a HTTP/1.1\r\n" END),
	    FAILS(HOST_MISSING) },
};

static char path_room[LIMIT_PATH];

static void
test_parses(void)
{
	for (size_t i = 0; i < COUNT(parses); i++) {
		struct span s = guarded_n(parses[i].head.p, parses[i].head.n);
		struct request req = { .target_why = REFUSE_NOT };
		enum refusal why =
		    request_parse(s, &bounds, TEXT(path_room), &req);
		bool good = why == parses[i].want;

		if (good && why == REFUSE_NOT)
			good = req.target_why == parses[i].target_why &&
			       req.method == parses[i].method &&
			       req.minor == parses[i].minor &&
			       span_eq(req.host, span_str(parses[i].host));
		if (good && parses[i].path != NULL)
			good =
			    span_eq(req.target.path, span_str(parses[i].path));
		OK(good, "parse: %s: %s: %s", parses[i].why, shown(s),
		    shown(refusal_name(why)));
	}
}

/* The members of a parsed request point into the given bytes. */
static void
test_members(void)
{
	struct span s = guarded("POST /a?b HTTP/1.1\r\n" HOST
				"Content-Length: 7\r\nConnection: close\r\n"
				"X: 1\r\nx: 2\r\n" END);
	struct request req;
	struct span v = SPAN("");
	size_t i = 0;

	OK(request_parse(s, &bounds, TEXT(path_room), &req) == REFUSE_NOT,
	    "a request with a body");
	OK(span_eq(req.method_token, SPAN("POST")) && req.method_token.p == s.p,
	    "its method");
	OK(span_eq(req.raw_target, SPAN("/a?b")) && req.raw_target.p == s.p + 5,
	    "its target");
	OK(req.target.has_query && span_eq(req.target.query, SPAN("b")),
	    "its query");
	OK(req.framing.body == FRAMING_LENGTH && req.framing.length == 7 &&
		!req.framing.persist,
	    "its framing");
	OK(req.fields.n == 5 && field_next(&req.fields, SPAN("X"), &i, &v) &&
		span_eq(v, SPAN("1")) &&
		field_next(&req.fields, SPAN("X"), &i, &v) &&
		span_eq(v, SPAN("2")) && v.p > s.p && v.p < s.p + s.n,
	    "its fields, in order");
}

/* Text with room for whole heads of generated size. */
static char large[LIMIT_HEAD + 1024];

static struct span
head(const char *before, size_t n, const char *after)
{
	struct text t = TEXT(large);

	text_put(&t, span_str(before));
	for (size_t i = 0; i < n; i++)
		text_char(&t, 'a');
	text_put(&t, span_str(after));
	return guarded_n(t.p, t.n);
}

#define AFTER " HTTP/1.1\r\n" HOST END

static const struct {
	const char *why, *before;
	size_t n;
	const char *after;
	enum request_answer want; /* all at once */
	enum refusal refusal, parse, target;
} limits[] = {
	{ "the longest target", "GET /", 63, AFTER, HEAD, NOT, NOT },
	{ "one byte more (9112 3)", "GET /", 64, AFTER, HEAD, NOT,
	    REFUSE_TARGET_LONG },
	{ "an unfinished line, as long as may be", "GET /", 64 + SLACK - 5, "",
	    REQUEST_MORE, NOT, NOT, NOT },
	{ "one byte more: 414 at once (9112 3)", "GET /", 64 + SLACK - 4, "",
	    REQUEST_REFUSED, REFUSE_TARGET_LONG, NOT, NOT },
	{ "an empty line before it is not of it", "\r\nGET /", 64 + SLACK - 5,
	    "", REQUEST_MORE, NOT, NOT, NOT },
	{ "nor then one byte more", "\r\nGET /", 64 + SLACK - 4, "",
	    REQUEST_REFUSED, REFUSE_TARGET_LONG, NOT, NOT },
	{ "a method, as long as may be", "", 64 + SLACK, "", REQUEST_MORE, NOT,
	    NOT, NOT },
	{ "one byte more: 501 at once (9112 3)", "", 64 + SLACK + 1, "",
	    REQUEST_REFUSED, REFUSE_METHOD_INVALID, NOT, NOT },
	{ "what is neither", "(", 64 + SLACK, "", REQUEST_REFUSED,
	    REFUSE_NOT_HTTP, NOT, NOT },
	{ "neither, but starts like it", "a(", 64 + SLACK, "", REQUEST_REFUSED,
	    REFUSE_NOT_HTTP, NOT, NOT },
	{ "the largest fields", LINE HOST "A:", 256 - 15, END END, HEAD, NOT,
	    NOT },
	{ "one byte more (6585 5)", LINE HOST "A:", 256 - 14, END END, HEAD,
	    REFUSE_FIELDS_LONG, NOT },
	{ "unfinished fields, as large as may be", LINE HOST "A:", 256 - 11, "",
	    REQUEST_MORE, NOT, NOT, NOT },
	{ "one byte more: 431 at once", LINE HOST "A:", 256 - 10, "",
	    REQUEST_REFUSED, REFUSE_FIELDS_LONG, NOT, NOT },
	{ "what follows a head is not of its fields", LINE HOST END, 1000, "",
	    HEAD, NOT, NOT },
};

/* The refusal that a peer gets in the end, however the bytes came. */
static enum refusal
verdict(struct span s, size_t step)
{
	struct outcome o = scan(s, step, step, &bounds);
	struct request req = { .target_why = REFUSE_NOT };
	enum refusal why;

	if (o.answer != REQUEST_HEAD)
		return o.why;
	why = request_parse(
	    (struct span){ s.p, o.n }, &bounds, TEXT(path_room), &req);
	return why != REFUSE_NOT ? why : req.target_why;
}

static void
test_limits(void)
{
	for (size_t i = 0; i < COUNT(limits); i++) {
		struct span s =
		    head(limits[i].before, limits[i].n, limits[i].after);
		struct outcome o = scan(s, s.n, 1, &bounds);
		struct request req = { .target_why = REFUSE_NOT };
		enum refusal why = REFUSE_NOT;

		if (o.answer == REQUEST_HEAD)
			why = request_parse((struct span){ s.p, o.n }, &bounds,
			    TEXT(path_room), &req);
		OK(o.answer == limits[i].want && o.why == limits[i].refusal &&
			why == limits[i].parse &&
			req.target_why == limits[i].target,
		    "limit: %s: %d bytes: %s, %s, %s", limits[i].why, (int)s.n,
		    shown(refusal_name(o.why)), shown(refusal_name(why)),
		    shown(refusal_name(req.target_why)));
		OK(verdict(s, s.n) == verdict(s, 1),
		    "limit: byte by byte the same: %s", limits[i].why);
	}
}

/* Returns the answer to a request with n fields under these bounds. */
static enum refusal
with_fields(size_t n, const struct request_bounds *b)
{
	struct text t = TEXT(large);
	struct request req;

	text_put(&t, SPAN(LINE HOST));
	for (size_t i = 1; i < n; i++)
		text_put(&t, SPAN("a:\r\n"));
	text_put(&t, SPAN(END));
	return request_parse(guarded_n(t.p, t.n), b, TEXT(path_room), &req);
}

static void
test_many(void)
{
	struct request_bounds over = most;
	struct text t = TEXT(large);
	struct request req;
	struct span v, s;

	over.fields = LIMIT_FIELDS + 1;
	OK(with_fields(8, &bounds) == REFUSE_NOT, "as many fields as may be");
	OK(with_fields(9, &bounds) == REFUSE_FIELDS_MANY, "one more (6585 5)");
	OK(with_fields(LIMIT_FIELDS, &most) == REFUSE_NOT, "LIMIT_FIELDS");
	OK(with_fields(LIMIT_FIELDS + 1, &most) == REFUSE_FIELDS_MANY,
	    "one more");
	OK(with_fields(LIMIT_FIELDS + 1, &over) == REFUSE_FIELDS_MANY,
	    "one more than there is room for, whatever the bounds say");

	text_put(&t, SPAN("GET /"));
	for (size_t i = 1; i < LIMIT_TARGET; i++)
		text_char(&t, '/');
	text_put(&t, SPAN(" HTTP/1.1\r\nA:"));
	for (size_t i = 0; i < LIMIT_FIELDS_SIZE - 4 - 9 - 2; i++)
		text_char(&t, 'a');
	text_put(&t, SPAN("\r\n" HOST END));
	s = guarded_n(t.p, t.n);
	OK(text_fits(&t) && t.n <= LIMIT_HEAD &&
		scan(s, s.n, 1, &most).n == s.n &&
		request_parse(s, &most, TEXT(path_room), &req) == REFUSE_NOT &&
		req.target_why == REFUSE_NOT &&
		field_only(&req.fields, SPAN("Host"), &v) &&
		span_eq(v, SPAN("h")),
	    "the largest target and the largest fields together");
}

static const struct {
	const char *why;
	struct span in;
	const char *want;
} firsts[] = {
	{ "the line", S(LINE HOST END), "GET / HTTP/1.1" },
	{ "a part of it", S("GET /"), "GET /" },
	{ "without half of its end", S("GET /\r"), "GET /" },
	{ "without a bare LF", S("GET /\nb"), "GET /" },
	{ "behind an empty line", S(END LINE), "GET / HTTP/1.1" },
	{ "an empty line", S(END), "" },
	{ "two of them", S(END END), "" },
	{ "a bare LF", S("\n"), "" },
	{ "a bare CR", S("\r"), "" },
	{ "nothing", S(""), "" },
	{ "octets that are not HTTP", S("\x16\x03\n"), "\x16\x03" },
};

int
main(void)
{
	test_scans();
	test_parses();
	test_members();
	test_limits();
	test_many();
	for (size_t i = 0; i < COUNT(firsts); i++) {
		struct span s = guarded_n(firsts[i].in.p, firsts[i].in.n);

		OK(span_eq(request_first_line(s), span_str(firsts[i].want)),
		    "first line: %s: %s", firsts[i].why,
		    shown(request_first_line(s)));
	}
	return DONE();
}
