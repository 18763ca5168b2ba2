/* One exchange, one line, whatever the peer sent. */
#define _GNU_SOURCE
#include "site/accesslog.h"

#include "base/limits.h"
#include "unit/test.h"

static const struct address peer = { .family = ADDRESS_IPV4,
	.byte = { 192, 0, 2, 1 } };

static struct span
line_of(const struct exchange *x)
{
	static char buf[LIMIT_LOG_LINE];
	struct text t = TEXT(buf);

	accesslog_put(&t, x);
	return (struct span){ buf, text_fits(&t) ? t.n : 0 };
}

static void
check(const char *why, const struct exchange *x, const char *want)
{
	OK(span_eq(line_of(x), span_str(want)), "%s", why);
}

/* The longest line there can be still fits one write. */
static void
test_longest(void)
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
		x.line = x.referer = x.agent =
		    (struct span){ nasty, sizeof nasty };
		line = line_of(&x);
		newlines += line.n > 0 && line.p[line.n - 1] == '\n';
		for (size_t i = 0; i + 1 < line.n; i++)
			odd += line.p[i] < ' ' || line.p[i] > '~';
	}
	OK(newlines == 256, "the longest lines of every byte fit");
	OK(odd == 0, "and hold printable ASCII alone");
}

int
main(void)
{
	struct exchange x = { .peer = &peer,
		.time_s = 1795255200,
		.line = SPAN("GET / HTTP/1.1"),
		.referer = SPAN("http://a/"),
		.agent = SPAN("curl/8.0"),
		.status = 200,
		.bytes = 612,
		.duration_us = 153 };

	check("Combined Log Format, time taken, refusal", &x,
	    "192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" "
	    "200 612 \"http://a/\" \"curl/8.0\" 153 -\n");
	x.line = x.referer = x.agent = SPAN("");
	x.why = REFUSE_ABSENT;
	x.status = 404;
	x.duration_us = -1; /* a clock that jumps is not believed */
	check("what is not there is a dash", &x,
	    "192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] \"-\" 404 612 \"-\" "
	    "\"-\" 0 not-found\n");
	x.line = SPAN("\"\\\n\r\t\x1b[0m\x7f\xc3");
	check("what could forge a line or drive a terminal is escaped", &x,
	    "192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "
	    "\"\\\"\\\\\\x0a\\x0d\\x09\\x1b[0m\\x7f\\xc3\" 404 612 \"-\" \"-\" "
	    "0 not-found\n");
	test_longest();
	return DONE();
}
