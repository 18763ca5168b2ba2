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

/* Two characters, and whether they differ in case alone. */
static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "A", "a", true }, { "[", "{", false },
	{ "\303\204", "\303\244", true },  /* A with a diaeresis */
	{ "\303\227", "\303\267", false }, /* times and divided by */
	{ "\304\200", "\304\201", true },  /* A with a macron */
	{ "\304\201", "\304\202", false }, /* the next letter */
	{ "\304\260", "\304\261", false }, /* I with a dot, i without */
	{ "\304\270", "\304\271", false }, /* kra, and another letter */
	{ "\305\201", "\305\202", true },  /* L with a stroke */
	{ "\305\266", "\305\267", true },  /* Y with a circumflex */
	{ "\305\270", "\305\271", false }, /* Y with a diaeresis */
	{ "\305\273", "\305\274", true },  /* Z with a dot */
	{ "\316\206", "\316\254", true },  /* alpha with an accent */
	{ "\316\211", "\316\256", true },  /* eta */
	{ "\316\214", "\317\214", true },  /* omicron */
	{ "\316\217", "\317\216", true },  /* omega */
	{ "\316\251", "\317\211", true },  /* omega without one */
	{ "\316\220", "\316\260", false }, /* small letters both */
	{ "\320\201", "\321\221", true },  /* io */
	{ "\320\257", "\321\217", true },  /* ya */
	{ "\327\220", "\327\260", false }, /* a letter without case */
	{ "\342\202\254", "\342\202\254", true },
	{ "\344", "\303\244", false }, /* a byte is no letter */
};

static void
test_small(void)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct span a = guarded(pairs[i].a), b = guarded(pairs[i].b);
		size_t n, m;
		bool same = utf8_small(a, &n) == utf8_small(b, &m);

		OK(same == pairs[i].same && (!same || n == m) && n > 0,
		    "case: %s, %s", shown(a), shown(b));
	}
}

int
main(void)
{
	test_small();
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span s = guarded(cases[i].bytes);

		OK(utf8_length(s) == cases[i].length, "%s: %zu", shown(s),
		    cases[i].length);
	}
	return DONE();
}
