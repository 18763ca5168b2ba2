/*
 * Bytes of a stranger that reach a terminal contain no command for it.
 */
#define _GNU_SOURCE
#include "base/visible.h"

#include "unit/test.h"

static const struct {
	const char *name, *bytes, *shown;
} cases[] = {
	{ "nothing", "", "" },
	{ "ASCII and the tab pass", "a b\tc~", "a b\tc~" },
	{ "UTF-8 passes", "caf\xc3\xa9 \xe2\x82\xac",
	    "caf\xc3\xa9 \xe2\x82\xac" },
	{ "ESC", "\x1b[2J", "\\x1b[2J" },
	{ "two in a row", "\x1b\x07", "\\x1b\\x07" },
	{ "BEL, DEL, CR and LF", "\a\x7f\r\n", "\\x07\\x7f\\x0d\\x0a" },
	{ "C1 as a single byte",
	    "\x9b"
	    "31m",
	    "\\x9b31m" },
	{ "C1 in UTF-8",
	    "\xc2\x9b"
	    "31m",
	    "\\xc2\\x9b31m" },
	{ "U+00A0 is no control", "\xc2\xa0", "\xc2\xa0" },
	{ "a cut character", "a\xe2\x82", "a\\xe2\\x82" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char buf[128];
		struct text t = TEXT(buf);

		visible_put(&t, span_str(cases[i].bytes));
		OK(text_fits(&t) &&
			span_eq(TEXT_SPAN(t), span_str(cases[i].shown)),
		    "%s", cases[i].name);
	}
	return DONE();
}
