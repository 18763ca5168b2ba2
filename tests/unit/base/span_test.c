#define _GNU_SOURCE
#include "base/span.h"

#include "unit/test.h"

#define S(literal)                                                             \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

static const struct {
	const char *why;
	struct span a, b;
	bool same, nocase, starts;
} pairs[] = {
	{ "nothing is nothing", S(""), S(""), true, true, true },
	{ "no storage is nothing too", { NULL, 0 }, S(""), true, true, true },
	{ "one byte", S("a"), S("a"), true, true, true },
	{ "another byte", S("a"), S("b"), false, false, false },
	{ "letters without case", S("a"), S("A"), false, true, false },
	{ "both ends of the alphabet", S("azAZ"), S("AZaz"), false, true,
	    false },
	{ "@ and ` are not letters", S("@"), S("`"), false, false, false },
	{ "[ and { are not letters", S("["), S("{"), false, false, false },
	{ "no case beyond ASCII", S("\xc4"), S("\xe4"), false, false, false },
	{ "a prefix is not the same", S("ab"), S("a"), false, false, true },
	{ "nor is what is longer", S("a"), S("ab"), false, false, false },
	{ "everything starts with nothing", S("a"), S(""), false, false, true },
	{ "a NUL counts", S("a\0b"), S("a\0c"), false, false, false },
	{ "a NUL does not end it", S("a\0b"), S("a"), false, false, true },
	{ "the last byte counts", S("abcd"), S("abce"), false, false, false },
	{ "a prefix has its case", S("Abc"), S("ab"), false, false, false },
};

static const struct {
	const char *why;
	struct span s;
	char sep;
	bool found;
	struct span head, tail;
} cuts[] = {
	{ "at the first of two", S("a:b:c"), ':', true, S("a"), S("b:c") },
	{ "at the start", S(":b"), ':', true, S(""), S("b") },
	{ "at the end", S("a:"), ':', true, S("a"), S("") },
	{ "the separator alone", S(":"), ':', true, S(""), S("") },
	{ "none: the head is all", S("abc"), ':', false, S("abc"), S("") },
	{ "nothing to cut", S(""), ':', false, S(""), S("") },
	{ "a NUL separates like any byte", S("a\0b"), '\0', true, S("a"),
	    S("b") },
	{ "a byte above 127 too",
	    S("a\xff"
	      "b"),
	    '\xff', true, S("a"), S("b") },
};

static const struct {
	const char *why;
	struct span s, want;
} trims[] = {
	{ "both ends (9110 5.6.3)", S(" \ta b\t "), S("a b") },
	{ "nothing to drop", S("a"), S("a") },
	{ "nothing at all", S(""), S("") },
	{ "nothing but OWS", S(" \t \t"), S("") },
	{ "one blank", S(" "), S("") },
	{ "the front only", S("\ta"), S("a") },
	{ "the back only", S("a "), S("a") },
	{ "CR and LF are not OWS", S("\ra\n"), S("\ra\n") },
	{ "VT, FF and NUL are not OWS", S("\va\f\0"), S("\va\f\0") },
};

static const struct {
	const char *why, *s;
	bool good;
	uint64_t want;
} numbers[] = {
	{ "zero", "0", true, 0 },
	{ "nine", "9", true, 9 },
	{ "leading zeros", "000000000000000000000000000007", true, 7 },
	{ "2^32", "4294967296", true, 4294967296 },
	{ "2^63", "9223372036854775808", true, 9223372036854775808u },
	{ "2^64-1 is the last", "18446744073709551615", true, UINT64_MAX },
	{ "2^64 is over", "18446744073709551616", false, 0 },
	{ "2^64+9 is over", "18446744073709551625", false, 0 },
	{ "ten times as much is over", "184467440737095516150", false, 0 },
	{ "what wraps to a small number", "36893488147419103232", false, 0 },
	{ "empty", "", false, 0 },
	{ "a sign", "+1", false, 0 },
	{ "a negative number", "-1", false, 0 },
	{ "a blank before", " 1", false, 0 },
	{ "a blank after", "1 ", false, 0 },
	{ "a list", "1,1", false, 0 },
	{ "hexadecimal", "0x1", false, 0 },
	{ "the byte before 0", "1/", false, 0 },
	{ "the byte after 9", "1:", false, 0 },
	{ "a letter", "1a", false, 0 },
	{ "a high byte", "\xb1", false, 0 },
};

static void
test_pairs(void)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct span a = pairs[i].a, b = pairs[i].b;

		if (a.p != NULL)
			a = guarded_n(a.p, a.n);
		b = guarded_n(b.p, b.n);
		OK(span_eq(a, b) == pairs[i].same &&
			span_eq(b, a) == pairs[i].same,
		    "eq: %s: %s, %s", pairs[i].why, shown(a), shown(b));
		OK(span_eq_nocase(a, b) == pairs[i].nocase &&
			span_eq_nocase(b, a) == pairs[i].nocase,
		    "eq_nocase: %s: %s, %s", pairs[i].why, shown(a), shown(b));
		OK(span_starts(a, b) == pairs[i].starts, "starts: %s: %s, %s",
		    pairs[i].why, shown(a), shown(b));
	}
}

static void
test_cuts(void)
{
	for (size_t i = 0; i < COUNT(cuts); i++) {
		struct span s = guarded_n(cuts[i].s.p, cuts[i].s.n);
		struct span head, tail, same = s;
		bool found = span_cut(s, cuts[i].sep, &head, &tail);

		OK(found == cuts[i].found && span_eq(head, cuts[i].head) &&
			span_eq(tail, cuts[i].tail) && head.p == s.p &&
			tail.p + tail.n == s.p + s.n,
		    "cut: %s: %s", cuts[i].why, shown(s));
		(void)span_cut(same, cuts[i].sep, &head, &same);
		OK(span_eq(head, cuts[i].head) && span_eq(same, cuts[i].tail),
		    "cut, the tail over the span itself: %s", cuts[i].why);
	}
}

static void
test_trims(void)
{
	for (size_t i = 0; i < COUNT(trims); i++) {
		struct span s = guarded_n(trims[i].s.p, trims[i].s.n);
		struct span got = span_trim(s);

		OK(span_eq(got, trims[i].want) && got.p >= s.p &&
			got.p + got.n <= s.p + s.n,
		    "trim: %s: %s", trims[i].why, shown(s));
	}
}

static void
test_numbers(void)
{
	for (size_t i = 0; i < COUNT(numbers); i++) {
		uint64_t got = 4711;
		bool good = span_u64(guarded(numbers[i].s), &got);

		OK(good == numbers[i].good &&
			got == (good ? numbers[i].want : 4711),
		    "u64: %s: %s", numbers[i].why, numbers[i].s);
	}
}

int
main(void)
{
	struct span abc = guarded("abc");

	test_pairs();
	test_cuts();
	test_trims();
	test_numbers();
	OK(span_eq(span_from(abc, 0), SPAN("abc")), "from: all of it");
	OK(span_eq(span_from(abc, 2), SPAN("c")), "from: the last byte");
	OK(span_from(abc, 3).n == 0 && span_from(abc, 3).p == abc.p + 3,
	    "from: nothing is left, at the end");
	OK(span_eq(span_str("abc"), SPAN("abc")), "str: without the NUL");
	OK(span_str("").n == 0, "str: empty");
	return DONE();
}
