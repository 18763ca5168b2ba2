#define _GNU_SOURCE
#include "base/text.h"

#include "unit/test.h"

enum act { PUT, CHAR, U64, PAD, HEX };

static const struct {
	const char *why;
	enum act act;
	struct span s;
	uint64_t v;
	unsigned width;
	const char *want;
} cases[] = {
	{ "some bytes", PUT, { "abc", 3 }, 0, 0, "abc" },
	{ "one byte", PUT, { "a", 1 }, 0, 0, "a" },
	{ "no bytes", PUT, { "", 0 }, 0, 0, "" },
	{ "no storage to put", PUT, { NULL, 0 }, 0, 0, "" },
	{ "a character", CHAR, { NULL, 0 }, 'x', 0, "x" },
	{ "zero is a digit", U64, { NULL, 0 }, 0, 0, "0" },
	{ "ten", U64, { NULL, 0 }, 10, 0, "10" },
	{ "2^64-1 in decimal", U64, { NULL, 0 }, UINT64_MAX, 0,
	    "18446744073709551615" },
	{ "zero, two wide", PAD, { NULL, 0 }, 0, 2, "00" },
	{ "one, two wide", PAD, { NULL, 0 }, 1, 2, "01" },
	{ "as wide as it is", PAD, { NULL, 0 }, 12, 2, "12" },
	{ "wider than asked for", PAD, { NULL, 0 }, 123, 2, "123" },
	{ "no width", PAD, { NULL, 0 }, 0, 0, "0" },
	{ "twenty wide", PAD, { NULL, 0 }, 7, 20, "00000000000000000007" },
	{ "2^64-1, twenty wide", PAD, { NULL, 0 }, UINT64_MAX, 20,
	    "18446744073709551615" },
	{ "zero in hexadecimal", HEX, { NULL, 0 }, 0, 0, "0" },
	{ "fifteen", HEX, { NULL, 0 }, 15, 0, "f" },
	{ "sixteen", HEX, { NULL, 0 }, 16, 0, "10" },
	{ "in lower case", HEX, { NULL, 0 }, 0xabcdef, 0, "abcdef" },
	{ "2^64-1 in hexadecimal", HEX, { NULL, 0 }, UINT64_MAX, 0,
	    "ffffffffffffffff" },
};

static void
act(struct text *t, size_t i)
{
	switch (cases[i].act) {
	case PUT:
		text_put(t, cases[i].s);
		break;
	case CHAR:
		text_char(t, (char)cases[i].v);
		break;
	case U64:
		text_u64(t, cases[i].v);
		break;
	case PAD:
		text_pad(t, cases[i].v, cases[i].width);
		break;
	case HEX:
		text_hex(t, cases[i].v);
		break;
	}
}

/* Returns n bytes of storage with an unreadable page behind them. */
static struct text
room(size_t n)
{
	static const char blank[256] = { 0 };
	struct span s = guarded_n(blank, n);

	return (struct text){ (char *)(uintptr_t)s.p, n, 0 };
}

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text measured = TEXT_MEASURE;
		size_t n = strlen(cases[i].want);
		bool good = true;

		for (size_t space = 0; space <= n + 1; space++) {
			struct text t = room(space);
			size_t stored = n < space ? n : space;

			act(&t, i);
			good = good && t.n == n && t.room == space &&
			       text_fits(&t) == (n <= space) &&
			       memcmp(t.p, cases[i].want, stored) == 0;
		}
		OK(good, "in any room: %s: %s", cases[i].why, cases[i].want);
		act(&measured, i);
		OK(measured.n == n && text_fits(&measured) == (n == 0),
		    "measured: %s", cases[i].why);
	}
}

static void
put_all(struct text *t)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		act(t, i);
}

static void
test_sequence(void)
{
	static char all[1024];
	struct text whole = TEXT(all), measured = TEXT_MEASURE;
	bool good = true;

	put_all(&measured);
	put_all(&whole);
	OK(text_fits(&whole) && whole.n == measured.n,
	    "measuring gives the length that storing does");
	for (size_t space = 0; space < whole.n; space++) {
		struct text t = room(space);

		put_all(&t);
		good = good && !text_fits(&t) && t.n == whole.n &&
		       memcmp(t.p, all, space) == 0;
	}
	OK(good, "an overflow sticks, and what fits is stored, in any room");
}

int
main(void)
{
	char buf[4];
	struct text t = TEXT(buf);

	OK(t.room == 4 && t.n == 0 && text_fits(&t), "a new text is empty");
	text_put(&t, SPAN("abcd"));
	OK(text_fits(&t) && span_eq(TEXT_SPAN(t), SPAN("abcd")),
	    "exactly full is not over");
	text_char(&t, 'e');
	OK(!text_fits(&t) && t.n == 5 && memcmp(buf, "abcd", 4) == 0,
	    "one character more is over, and stored nowhere");
	text_put(&t, SPAN(""));
	OK(!text_fits(&t) && t.n == 5, "it stays so");
	test_cases();
	test_sequence();
	return DONE();
}
