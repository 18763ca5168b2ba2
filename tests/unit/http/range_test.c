#define _GNU_SOURCE
#include "http/range.h"

#include "base/text.h"
#include "unit/test.h"

#define BIG "18446744073709551616" /* 2^64 */
#define MAX UINT64_MAX

static const struct {
	const char *why, *value;
	uint64_t size;
	enum range_answer want;
	const char *parts; /* first+length of each */
} cases[] = {
	{ "first and last (9110 14.1.2)", "bytes=0-499", 10000, RANGE_SOME,
	    "0+500" },
	{ "both are inclusive", "bytes=500-999", 10000, RANGE_SOME, "500+500" },
	{ "a suffix", "bytes=-500", 10000, RANGE_SOME, "9500+500" },
	{ "the same without its last", "bytes=9500-", 10000, RANGE_SOME,
	    "9500+500" },
	{ "first and last byte", "bytes=0-0,-1", 10000, RANGE_SOME,
	    "0+1 9999+1" },
	{ "three, with white space", "bytes=0-999, 4500-5499, -1000", 10000,
	    RANGE_SOME, "0+1000 4500+1000 9000+1000" },
	{ "two that touch are one (9110 15.3.7.2)", "bytes=500-600,601-999",
	    10000, RANGE_SOME, "500+500" },
	{ "two that overlap are one", "bytes=500-700,601-999", 10000,
	    RANGE_SOME, "500+500" },
	{ "two that do not quite touch", "bytes=500-600,602-999", 10000,
	    RANGE_SOME, "500+101 602+398" },
	{ "the unit has no case (9110 14.1)", "Bytes=0-0", 10, RANGE_SOME,
	    "0+1" },
	{ "one byte, in the middle", "bytes=5-5", 10, RANGE_SOME, "5+1" },
	{ "the last byte", "bytes=9-9", 10, RANGE_SOME, "9+1" },
	{ "all of it", "bytes=0-", 10, RANGE_SOME, "0+10" },
	{ "last at the end is the remainder", "bytes=9-10", 10, RANGE_SOME,
	    "9+1" },
	{ "last past the end", "bytes=5-999", 10, RANGE_SOME, "5+5" },
	{ "first at the end (9110 14.1.2)", "bytes=10-", 10, RANGE_UNSAT, "" },
	{ "first past the end", "bytes=11-12", 10, RANGE_UNSAT, "" },
	{ "a suffix as long as the file", "bytes=-10", 10, RANGE_SOME, "0+10" },
	{ "a longer suffix is the file", "bytes=-11", 10, RANGE_SOME, "0+10" },
	{ "a suffix of one", "bytes=-1", 10, RANGE_SOME, "9+1" },
	{ "an empty suffix", "bytes=-0", 10, RANGE_UNSAT, "" },
	{ "leading zeros", "bytes=0000000000000000000000-0001", 10, RANGE_SOME,
	    "0+2" },
	{ "a file of one byte", "bytes=0-0", 1, RANGE_SOME, "0+1" },
	{ "its suffix", "bytes=-1", 1, RANGE_SOME, "0+1" },

	{ "an empty file is sent whole (9110 14.2)", "bytes=0-", 0, RANGE_WHOLE,
	    "" },
	{ "not one byte either", "bytes=0-0", 0, RANGE_WHOLE, "" },
	{ "an empty suffix of it", "bytes=-0", 0, RANGE_WHOLE, "" },
	{ "a suffix of it is all of it", "bytes=-1", 0, RANGE_WHOLE, "" },
	{ "a suffix of it and more", "bytes=0-0,-5", 0, RANGE_WHOLE, "" },

	{ "last over 64 bits", "bytes=0-" BIG, 10, RANGE_SOME, "0+10" },
	{ "first over 64 bits", "bytes=" BIG "-", 10, RANGE_UNSAT, "" },
	{ "both", "bytes=" BIG "-" BIG, 10, RANGE_UNSAT, "" },
	{ "a suffix over 64 bits", "bytes=-" BIG, 10, RANGE_SOME, "0+10" },
	{ "much more", "bytes=0-" BIG BIG BIG, 10, RANGE_SOME, "0+10" },
	{ "what wraps to 3", "bytes=0-18446744073709551619", 10, RANGE_SOME,
	    "0+10" },
	{ "what wraps to a suffix of 3", "bytes=-18446744073709551619", 10,
	    RANGE_SOME, "0+10" },
	{ "last is 2^64-1", "bytes=0-18446744073709551615", 10, RANGE_SOME,
	    "0+10" },
	{ "the largest file", "bytes=0-", MAX, RANGE_SOME,
	    "0+18446744073709551615" },
	{ "the last byte of it", "bytes=18446744073709551614-", MAX, RANGE_SOME,
	    "18446744073709551614+1" },
	{ "past its end", "bytes=18446744073709551615-", MAX, RANGE_UNSAT, "" },
	{ "its last two bytes, twice", "bytes=-2,-2", MAX, RANGE_SOME,
	    "18446744073709551613+2" },
	{ "its first and its last byte",
	    "bytes=0-0,18446744073709551614-18446744073709551614", MAX,
	    RANGE_SOME, "0+1 18446744073709551614+1" },

	{ "last before first (9110 14.1.1)", "bytes=9-0", 10, RANGE_WHOLE, "" },
	{ "that in a list", "bytes=0-0,9-0", 10, RANGE_WHOLE, "" },
	{ "last before first, past the end", "bytes=99-98", 10, RANGE_WHOLE,
	    "" },
	{ "another unit (9110 14.2)", "lines=1-2", 10, RANGE_WHOLE, "" },
	{ "a unit that begins alike", "byte=1-2", 10, RANGE_WHOLE, "" },
	{ "no unit", "=0-1", 10, RANGE_WHOLE, "" },
	{ "no equal sign", "bytes", 10, RANGE_WHOLE, "" },
	{ "a blank before it", "bytes =0-1", 10, RANGE_WHOLE, "" },
	{ "no set", "bytes=", 10, RANGE_WHOLE, "" },
	{ "nothing at all", "", 10, RANGE_WHOLE, "" },
	{ "a dash alone", "bytes=-", 10, RANGE_WHOLE, "" },
	{ "no dash", "bytes=1", 10, RANGE_WHOLE, "" },
	{ "two dashes", "bytes=--1", 10, RANGE_WHOLE, "" },
	{ "three numbers", "bytes=1-2-3", 10, RANGE_WHOLE, "" },
	{ "letters", "bytes=a-b", 10, RANGE_WHOLE, "" },
	{ "first is no number", "bytes=a-", 10, RANGE_WHOLE, "" },
	{ "last is no number", "bytes=0-b", 10, RANGE_WHOLE, "" },
	{ "a suffix that is no number", "bytes=-b", 10, RANGE_WHOLE, "" },
	{ "hexadecimal", "bytes=0x0-0x1", 10, RANGE_WHOLE, "" },
	{ "a sign", "bytes=+0-1", 10, RANGE_WHOLE, "" },
	{ "a blank inside", "bytes=0 -1", 10, RANGE_WHOLE, "" },
	{ "a blank after the dash", "bytes=0- 1", 10, RANGE_WHOLE, "" },
	{ "a semicolon", "bytes=0-1;2-3", 10, RANGE_WHOLE, "" },
	{ "one bad one spoils all", "bytes=0-1,x", 10, RANGE_WHOLE, "" },
	{ "the bad one behind one past the end", "bytes=99-,x", 10, RANGE_WHOLE,
	    "" },

	{ "one that can be is enough (9110 14.1.2)", "bytes=500-, 0-0", 100,
	    RANGE_SOME, "0+1" },
	{ "none of several can be", "bytes=500-, -0, 100-", 100, RANGE_UNSAT,
	    "" },
	{ "empty list elements (9110 5.6.1.2)", "bytes=,, 0-1 , ,", 100,
	    RANGE_SOME, "0+2" },
	{ "tabs around elements", "bytes=0-1\t,\t3-4", 100, RANGE_SOME,
	    "0+2 3+2" },
	{ "nothing but commas", "bytes=, ,", 100, RANGE_WHOLE, "" },
	{ "the order asked for (9110 15.3.7.2)", "bytes=50-59,0-9", 100,
	    RANGE_SOME, "50+10 0+10" },

	{ "two overlap, and others do not (9110 14.2)", "bytes=0-9,5-14,20-29",
	    100, RANGE_SOME, "0+15 20+10" },
	{ "three overlap", "bytes=0-9,5-14,10-19", 100, RANGE_SOME, "0+20" },
	{ "three alike", "bytes=0-,0-,0-", 100, RANGE_SOME, "0+100" },
	{ "two pairs overlap", "bytes=0-9,5-14,20-29,25-34", 100, RANGE_SOME,
	    "0+15 20+15" },
	{ "three touch", "bytes=0-9,10-19,20-29", 100, RANGE_SOME, "0+30" },
	{ "by one byte", "bytes=0-9,9-19,19-29", 100, RANGE_SOME, "0+30" },
	{ "one around two others", "bytes=0-99,10-19,30-39", 100, RANGE_SOME,
	    "0+100" },
	{ "one inside another", "bytes=20-29,22-23", 100, RANGE_SOME, "20+10" },
	{ "they touch in descending order", "bytes=20-29,10-19,0-9", 100,
	    RANGE_SOME, "0+30" },
	{ "the last fills the gap between two", "bytes=0-9,20-29,10-19", 100,
	    RANGE_SOME, "0+30" },
	{ "it fills it in the place of the first",
	    "bytes=20-29,50-59,0-9,10-19", 100, RANGE_SOME, "0+30 50+10" },
	{ "the last is around some", "bytes=90-,10-10,50-50,30-30,5-40", 100,
	    RANGE_SOME, "90+10 5+36 50+1" },
	{ "the last is around all", "bytes=90-,10-10,50-50,0-", 100, RANGE_SOME,
	    "0+100" },
	{ "the suffix overlaps the first", "bytes=0-59,-60", 100, RANGE_SOME,
	    "0+100" },
	{ "those past the end do not overlap", "bytes=0-1,100-,100-,100-", 100,
	    RANGE_SOME, "0+2" },
	{ "eight out of order", "bytes=2-2,0-0,4-4,6-6,8-8,10-10,12-12,14-14",
	    100, RANGE_SOME, "2+1 0+1 4+1 6+1 8+1 10+1 12+1 14+1" },
	{ "nine in order", "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16",
	    100, RANGE_SOME, "0+1 2+1 4+1 6+1 8+1 10+1 12+1 14+1 16+1" },
	{ "nine out of order, which costs no more (9110 14.2)",
	    "bytes=2-2,0-0,4-4,6-6,8-8,10-10,12-12,14-14,16-16", 100,
	    RANGE_SOME, "2+1 0+1 4+1 6+1 8+1 10+1 12+1 14+1 16+1" },
};

static void
check(const char *why, struct span value, uint64_t size, enum range_answer want,
    const char *parts)
{
	static char list[16 * LIMIT_RANGES];
	struct byte_range part[LIMIT_RANGES];
	size_t n = 4713;
	enum range_answer got;
	bool clean = true;
	struct text t = TEXT(list);

	got = range_parse(value, size, part, &n);
	if (got != RANGE_SOME) {
		clean = n == 4713;
		n = 0;
	}
	for (size_t i = 0; i < n && i < LIMIT_RANGES; i++) {
		if (i > 0)
			text_char(&t, ' ');
		text_u64(&t, part[i].first);
		text_char(&t, '+');
		text_u64(&t, part[i].length);
	}
	OK(got == want && clean && text_fits(&t) &&
		span_eq(TEXT_SPAN(t), span_str(parts)),
	    "%s: \"%.60s\": %.60s", why, shown(value), shown(TEXT_SPAN(t)));
}

/* Asks for n parts of one byte, two apart, and then for `more`. */
static void
check_many(const char *why, size_t n, const char *more, enum range_answer want)
{
	static char value[16 * LIMIT_RANGES], parts[16 * LIMIT_RANGES];
	char *v = stpcpy(value, "bytes="), *p = parts;

	*p = '\0';
	for (size_t i = 0; i < n; i++) {
		v +=
		    sprintf(v, "%s%d-%d", i ? "," : "", (int)i * 2, (int)i * 2);
		if (want == RANGE_SOME)
			p += sprintf(p, "%s%d+1", i ? " " : "", (int)i * 2);
	}
	strcpy(v, more);
	check(why, guarded(value), 10000, want, parts);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		check(cases[i].why, guarded(cases[i].value), cases[i].size,
		    cases[i].want, cases[i].parts);
	check_many(
	    "one fewer than LIMIT_RANGES", LIMIT_RANGES - 1, "", RANGE_SOME);
	check_many(
	    "LIMIT_RANGES parts (9110 17.15)", LIMIT_RANGES, "", RANGE_SOME);
	check_many(
	    "empty elements do not count", LIMIT_RANGES, ",,,", RANGE_SOME);
	check_many("one more", LIMIT_RANGES + 1, "", RANGE_WHOLE);
	check_many(
	    "one more, past the end", LIMIT_RANGES, ",10000-", RANGE_SOME);
	check_many("one more, that is there already", LIMIT_RANGES, ",0-0",
	    RANGE_SOME);
	check_many(
	    "33: the number is no bound (9110 14.2)", 33, "", RANGE_SOME);
	check_many("100", 100, "", RANGE_SOME);
	check_many("one more, and malformed", LIMIT_RANGES, ",x", RANGE_WHOLE);
	return DONE();
}
