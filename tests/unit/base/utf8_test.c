/*
 * UTF-8 and other bytes, RFC 3629 4: the ends of every range.
 */
#define _GNU_SOURCE
#include "base/utf8.h"

#include "unit/test.h"

static const struct {
	const char *bytes;
	size_t length;
} cases[] = {
	{ "a", 1 },
	{ "\x7f", 1 },
	{ "\x80", 0 },     /* a continuation byte alone */
	{ "\xc1\xbf", 0 }, /* longer than needed */
	{ "\xc2\x80", 2 },
	{ "\xdf\xbf", 2 },
	{ "\xdf", 0 }, /* cut short */
	{ "\xc2\x7f", 0 },
	{ "\xc2\xc0", 0 },
	{ "\xe0\x9f\xbf", 0 }, /* longer than needed */
	{ "\xe0\xa0\x80", 3 },
	{ "\xe2\x82\xac"
	  "b",
	    3 },
	{ "\xe2\x82", 0 },
	{ "\xe2\x82\x7f", 0 },
	{ "\xed\x9f\xbf", 3 },
	{ "\xed\xa0\x80", 0 }, /* a surrogate */
	{ "\xef\xbf\xbf", 3 },
	{ "\xf0\x8f\xbf\xbf", 0 }, /* longer than needed */
	{ "\xf0\x90\x80\x80", 4 },
	{ "\xf0\x9f\x98", 0 },
	{ "\xf4\x8f\xbf\xbf", 4 },
	{ "\xf4\x90\x80\x80", 0 }, /* above U+10FFFF */
	{ "\xf5\x80\x80\x80", 0 },
	{ "\xff", 0 },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span s = guarded(cases[i].bytes);

		OK(utf8_length(s) == cases[i].length, "%s: %zu", shown(s),
		    cases[i].length);
	}
	return DONE();
}
