#define _GNU_SOURCE
#include "cache/storing.h"

#include "cache/cachestatus.h"
#include "unit/cache/stored.h"

#define D "Date: Sun, 31 May 2026 00:00:00 GMT\r\n"

static const struct {
	const char *why, *head;
	enum storing_body body;
	const char *want;
} puts_[] = {
	{ "3.1: all fields, unknown ones too", OK_HEAD "X-y: z\r\n" D "\r\n",
	    STORING_AS_SENT, OK_HEAD "X-y: z\r\n" D },
	{ "3.1: but those of the connection",
	    OK_HEAD "Connection: close, X\r\nX: y\r\nKeep-Alive: a\r\n" D,
	    STORING_AS_SENT, OK_HEAD D },
	{ "3.1: and of the proxy",
	    OK_HEAD "Proxy-Authenticate: a\r\n"
		    "Proxy-Authentication-Info: b\r\n"
		    "Proxy-Authorization: c\r\n" D,
	    STORING_AS_SENT, OK_HEAD D },
	{ "9112 6.1: and the transfer coding",
	    OK_HEAD "Transfer-Encoding: chunked\r\nTrailer: x\r\n" D,
	    STORING_AS_SENT, OK_HEAD D },
	{ "9110 6.6.1: a Date where there was none", OK_HEAD, STORING_AS_SENT,
	    OK_HEAD NOW_DATE },
	{ "3: a coded body as sent, with its fields",
	    OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 9\r\n" D,
	    STORING_AS_SENT,
	    OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 9\r\n" D },
	{ "7.3: no cookies",
	    OK_HEAD "Set-Cookie: a=b\r\nX: y\r\nset-cookie2: c=d\r\n" D,
	    STORING_AS_SENT, OK_HEAD "X: y\r\n" D },
	{ "15.3.7: a part as the 200 that it is of",
	    "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/20\r\n"
	    "Content-Length: 2\r\n" D,
	    STORING_PART, OK_HEAD D "Content-Length: 20\r\n" },
	{ "9112 5: what is no field is left out", OK_HEAD "a b\r\n: c\r\n" D,
	    STORING_AS_SENT, OK_HEAD D },
};

static const struct {
	const char *why, *stored_head, *update, *want;
} updates[] = {
	{ "3.2: fields are replaced", OK_HEAD "X: 1\r\nY: 1\r\n" D,
	    "HTTP/1.1 304 x\r\nX: 2\r\n" NOW_DATE,
	    OK_HEAD "Y: 1\r\nX: 2\r\n" NOW_DATE },
	{ "3.2: all lines of a name", OK_HEAD "X: 1\r\nX: 2\r\n" D,
	    "HTTP/1.1 304 x\r\nx: 3\r\nx: 4\r\n" NOW_DATE,
	    OK_HEAD "x: 3\r\nx: 4\r\n" NOW_DATE },
	{ "3.2: Content-Length is not", OK_HEAD "Content-Length: 10\r\n" D,
	    "HTTP/1.1 304 x\r\nContent-Length: 0\r\n" NOW_DATE,
	    OK_HEAD "Content-Length: 10\r\n" NOW_DATE },
	{ "7.3: nor a cookie", OK_HEAD "Set-Cookie: a=b\r\n" D,
	    "HTTP/1.1 304 x\r\nSet-Cookie: c=d\r\n" NOW_DATE,
	    OK_HEAD NOW_DATE },
	{ "3.2: nor the coding", OK_HEAD D,
	    "HTTP/1.1 304 x\r\nContent-Encoding: gzip\r\n" NOW_DATE,
	    OK_HEAD NOW_DATE },
	{ "3.2: nor what 3.1 leaves out", OK_HEAD D,
	    "HTTP/1.1 304 x\r\nConnection: X\r\nX: 1\r\n" NOW_DATE,
	    OK_HEAD NOW_DATE },
	{ "3.2: nor Content-Range", OK_HEAD D,
	    "HTTP/1.1 206 x\r\nContent-Range: bytes 0-1/2\r\n" NOW_DATE,
	    OK_HEAD NOW_DATE },
	{ "4.2.3: Age was the old message's", OK_HEAD "Age: 9\r\n" D,
	    "HTTP/1.1 304 x\r\n" NOW_DATE, OK_HEAD NOW_DATE },
	{ "6.6.1: and its Date", OK_HEAD D, "HTTP/1.1 304 x\r\n",
	    OK_HEAD NOW_DATE },
};

static void
test_puts(void)
{
	for (size_t i = 0; i < COUNT(puts_); i++) {
		char buf[1024];
		struct text t = TEXT(buf);
		struct message m;

		message_parse(guarded(puts_[i].head), &m);
		storing_put(&t, &m, puts_[i].body, 20, NOW);
		OK(span_eq(TEXT_SPAN(t), span_str(puts_[i].want)),
		    "stored: %s: %s", puts_[i].why, shown(TEXT_SPAN(t)));
	}
	for (size_t i = 0; i < COUNT(updates); i++) {
		char buf[1024];
		struct text t = TEXT(buf);
		struct message a, b;

		message_parse(guarded(updates[i].stored_head), &a);
		message_parse(guarded(updates[i].update), &b);
		storing_put_update(&t, &a, &b, NOW);
		OK(span_eq(TEXT_SPAN(t), span_str(updates[i].want)),
		    "updated: %s: %s", updates[i].why, shown(TEXT_SPAN(t)));
	}
}

static void
test_served(void)
{
	struct entry e =
	    stored(OK_HEAD "Age: 3\r\nContent-Length: 10\r\n" D, 0);
	struct storing_range r = { 2, 5, 10 };
	char buf[512];
	struct text t = TEXT(buf);

	storing_put_served(&t, &e.message, NULL, 44);
	OK(span_eq(TEXT_SPAN(t),
	       SPAN(OK_HEAD "Content-Length: 10\r\n" D "Age: 44\r\n")),
	    "9111 4: with an Age of its own: %s", shown(TEXT_SPAN(t)));
	t.n = 0;
	storing_put_served(&t, &e.message, &r, 44);
	OK(span_eq(TEXT_SPAN(t), SPAN("HTTP/1.1 206 Partial Content\r\n" D
				      "Content-Range: bytes 2-6/10\r\n"
				      "Content-Length: 5\r\nAge: 44\r\n")),
	    "9110 15.3.7: part of it: %s", shown(TEXT_SPAN(t)));
}

static const struct {
	const char *want;
	struct cachestatus r;
} reports[] = {
	{ "minihttp-client; hit; ttl=376", { .has_ttl = true, .ttl = 376 } },
	{ "minihttp-client; hit; ttl=-412", { .has_ttl = true, .ttl = -412 } },
	{ "minihttp-client; fwd=uri-miss; stored",
	    { .forward = FORWARD_URI_MISS, .stored = true } },
	{ "minihttp-client; fwd=stale; fwd-status=304",
	    { .forward = FORWARD_STALE, .status = 304 } },
	{ "minihttp-client; fwd=uri-miss; collapsed",
	    { .forward = FORWARD_URI_MISS, .collapsed = true } },
	{ "minihttp-client; fwd=bypass", { .forward = FORWARD_BYPASS } },
	{ "minihttp-client; fwd=partial; detail=x",
	    { .forward = FORWARD_PARTIAL, .detail = "x" } },
};

int
main(void)
{
	test_puts();
	test_served();
	for (size_t i = 0; i < COUNT(reports); i++) {
		char buf[128];
		struct text t = TEXT(buf);

		cachestatus_put(&t, &reports[i].r);
		OK(span_eq(TEXT_SPAN(t), span_str(reports[i].want)),
		    "9211 2: %s", shown(TEXT_SPAN(t)));
	}
	return DONE();
}
