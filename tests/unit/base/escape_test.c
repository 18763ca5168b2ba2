/* Bytes as text of a page. */
#define _GNU_SOURCE
#include "base/escape.h"

#include "unit/test.h"

static const struct {
	const char *why, *bytes, *want;
} cases[] = {
	{ "nothing", "", "" },
	{ "words stay", "report 1.txt", "report 1.txt" },
	{ "the five characters that can begin or end markup (HTML 13.1.2)",
	    "<a href=\"x\">'&'</a>",
	    "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;" },
	{ "what is escaped is escaped again", "&amp;", "&amp;amp;" },
	{ "UTF-8 stays", "\303\251", "\303\251" },
};

static const struct {
	const char *why, *bytes, *want;
} json[] = {
	{ "JSON: words and UTF-8 stay (8259 7)", "a \303\251/'",
	    "a \303\251/'" },
	{ "a quote and a backslash are escaped", "\"\\", "\\\"\\\\" },
	{ "so are controls and DEL", "\n\177", "\\u000a\\u007f" },
	{ "and other bytes become U+FFFD (8259 8.1)", "\377a\303",
	    "\357\277\275a\357\277\275" },
};

static void
test_json(void)
{
	for (size_t i = 0; i < COUNT(json); i++) {
		char buf[64];
		struct text t = TEXT(buf);

		escape_json(&t, span_str(json[i].bytes));
		OK(span_eq(TEXT_SPAN(t), span_str(json[i].want)), "%s",
		    json[i].why);
	}
}

int
main(void)
{
	int bad = -1, bad_x = -1;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[128];
		struct text t = TEXT(buf);

		escape_html(&t, span_str(cases[i].bytes));
		OK(span_eq(TEXT_SPAN(t), span_str(cases[i].want)), "%s",
		    cases[i].why);
	}
	for (int c = 0; c < 256; c++) {
		char buf[4], want[4], more[10], both[11];
		struct text t = TEXT(buf), more_t = TEXT(more);

		escape_percent(&t, (char)c);
		(void)snprintf(want, sizeof want, "%%%02X", c);
		if (!span_eq(TEXT_SPAN(t), span_str(want)))
			bad = c;
		escape_x(&more_t, (char)c);
		escape_u(&more_t, (char)c);
		(void)snprintf(both, sizeof both, "\\x%02x\\u%04x", c, c);
		if (!span_eq(TEXT_SPAN(more_t), span_str(both)))
			bad_x = c;
	}
	OK(bad < 0, "every octet as %% and two digits (3986 2.1): %d", bad);
	OK(bad_x < 0, "and as in a log, and in JSON (8259 7): %d", bad_x);
	test_json();
	return DONE();
}
