#define _GNU_SOURCE
#include "http/multipart.h"

#include "base/limits.h"
#include "unit/test.h"

static const char file[] = "0123456789";

#define B "--b0"
#define TYPE "Content-Type: text/plain; charset=utf-8\r\n"
#define RANGE(r) "Content-Range: bytes " r "/10\r\n\r\n"

static const struct {
	const char *why;
	struct span type, charset;
	size_t n;
	struct byte_range part[4];
	const char *want;
} cases[] = {
	{ "two parts (9110 14.6)", { "text/plain", 10 }, { "utf-8", 5 }, 2,
	    { { 0, 2 }, { 7, 3 } },
	    "\r\n" B "\r\n" TYPE RANGE("0-1") "01\r\n" B "\r\n" TYPE RANGE(
		"7-9") "789"
		       "\r\n" B "--\r\n" },
	{ "without a charset", { "a/b", 3 }, { "", 0 }, 2,
	    { { 0, 1 }, { 1, 1 } },
	    "\r\n" B "\r\nContent-Type: a/b\r\n" RANGE(
		"0-0") "0\r\n" B
		       "\r\nContent-Type: a/b\r\n" RANGE("1-1") "1\r\n" B
								"--\r\n" },
	{ "without a type (9110 15.3.7.2)", { "", 0 }, { "utf-8", 5 }, 2,
	    { { 0, 1 }, { 9, 1 } },
	    "\r\n" B "\r\n" RANGE("0-0") "0\r\n" B "\r\n" RANGE(
		"9-9") "9\r\n" B "--\r\n" },
	{ "one part", { "", 0 }, { "", 0 }, 1, { { 0, 10 } },
	    "\r\n" B "\r\n" RANGE("0-9") "0123456789\r\n" B "--\r\n" },
	{ "in the order asked for (9110 15.3.7.2)", { "", 0 }, { "", 0 }, 3,
	    { { 5, 1 }, { 0, 1 }, { 2, 2 } },
	    "\r\n" B "\r\n" RANGE("5-5") "5\r\n" B "\r\n" RANGE(
		"0-0") "0\r\n" B "\r\n" RANGE("2-3") "23\r\n" B "--\r\n" },
	{ "parts that overlap", { "", 0 }, { "", 0 }, 2, { { 0, 2 }, { 1, 2 } },
	    "\r\n" B "\r\n" RANGE("0-1") "01\r\n" B "\r\n" RANGE(
		"1-2") "12\r\n" B "--\r\n" },
};

/* Puts the body together as the server does when it sends one. */
static void
put_body(struct text *t, const struct multipart *m)
{
	for (size_t i = 0; i < m->n; i++) {
		multipart_put_head(t, m, i);
		text_put(t, (struct span){ file + m->part[i].first,
				(size_t)m->part[i].length });
	}
	multipart_put_tail(t, m);
}

/* n parts, whose lengths have different numbers of digits. */
static void
test_many(size_t n)
{
	static char buf[LIMIT_RANGES * 256];
	static struct byte_range part[LIMIT_RANGES];
	struct multipart m = { SPAN("boundary"), SPAN("text/html"),
		SPAN("utf-8"), 10, part, n };
	struct text t = TEXT(buf);

	for (size_t i = 0; i < n; i++)
		part[i] = (struct byte_range){ i % 10, 1 + i % (10 - i % 10) };
	put_body(&t, &m);
	OK(text_fits(&t) && multipart_length(&m) == t.n,
	    "the length is that of what is written: %d parts, %d bytes", (int)n,
	    (int)t.n);
}

int
main(void)
{
	static const struct byte_range huge[] = { { 0, (uint64_t)1 << 62 },
		{ UINT64_MAX - 1, 1 } };
	struct multipart m = { SPAN("b0"), SPAN(""), SPAN(""), UINT64_MAX, huge,
		2 };
	struct text t = TEXT_MEASURE;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct multipart c = { SPAN("b0"), cases[i].type,
			cases[i].charset, 10, cases[i].part, cases[i].n };
		char buf[512];
		struct text body = TEXT(buf);

		put_body(&body, &c);
		OK(text_fits(&body) &&
			span_eq(TEXT_SPAN(body), span_str(cases[i].want)),
		    "%s: %s", cases[i].why, shown(TEXT_SPAN(body)));
		OK(multipart_length(&c) == body.n,
		    "its length is known before: %s", cases[i].why);
	}
	for (size_t n = 1; n <= LIMIT_RANGES; n += n < 40 ? 1 : 123)
		test_many(n);
	multipart_put_head(&t, &m, 0);
	multipart_put_head(&t, &m, 1);
	multipart_put_tail(&t, &m);
	OK(multipart_length(&m) == ((uint64_t)1 << 62) + 1 + t.n,
	    "the length of parts beyond 32 bits");
	return DONE();
}
