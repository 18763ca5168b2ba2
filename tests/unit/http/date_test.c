#define _GNU_SOURCE
#include "http/date.h"

#include "unit/test.h"

#include <time.h>

#define NOV_94 784111777 /* Sun, 06 Nov 1994 08:49:37 GMT */
#define NOW 1780272000   /* Mon, 01 Jun 2026 00:00:00 GMT */

static const struct {
	const char *why, *s;
	int64_t now;
	bool good;
	int64_t want;
} parses[] = {
	{ "IMF-fixdate (9110 5.6.7)", "Sun, 06 Nov 1994 08:49:37 GMT", NOW,
	    true, NOV_94 },
	{ "RFC 850's form", "Sunday, 06-Nov-94 08:49:37 GMT", NOW, true,
	    NOV_94 },
	{ "asctime's form", "Sun Nov  6 08:49:37 1994", NOW, true, NOV_94 },
	{ "asctime, a day of two digits", "Wed Nov 16 08:49:37 1994", NOW, true,
	    NOV_94 + 864000 },
	{ "asctime, a day with a zero", "Sun Nov 06 08:49:37 1994", NOW, true,
	    NOV_94 },
	{ "the epoch", "Thu, 01 Jan 1970 00:00:00 GMT", NOW, true, 0 },
	{ "the second before it", "Wed, 31 Dec 1969 23:59:59 GMT", NOW, true,
	    -1 },
	{ "year 0", "Sat, 01 Jan 0000 00:00:00 GMT", NOW, true, -62167219200 },
	{ "year 9999", "Fri, 31 Dec 9999 23:59:59 GMT", NOW, true,
	    253402300799 },
	{ "2000 was a leap year", "Tue, 29 Feb 2000 00:00:00 GMT", NOW, true,
	    951782400 },
	{ "2024 too", "Thu, 29 Feb 2024 12:00:00 GMT", NOW, true, 1709208000 },
	{ "1600 too", "Tue, 29 Feb 1600 00:00:00 GMT", NOW, true,
	    -11670998400 },
	{ "1900 was none", "Thu, 29 Feb 1900 00:00:00 GMT", NOW, false, 0 },
	{ "2100 will be none", "Mon, 29 Feb 2100 00:00:00 GMT", NOW, false, 0 },
	{ "2023 was none", "Wed, 29 Feb 2023 00:00:00 GMT", NOW, false, 0 },
	{ "a leap second", "Sat, 31 Dec 2016 23:59:60 GMT", NOW, true,
	    1483228800 },
	{ "no 61st second", "Sat, 31 Dec 2016 23:59:61 GMT", NOW, false, 0 },
	{ "no 60th minute", "Sun, 06 Nov 1994 08:60:37 GMT", NOW, false, 0 },
	{ "no 24th hour", "Sun, 06 Nov 1994 24:00:00 GMT", NOW, false, 0 },
	{ "no day 0", "Sun, 00 Nov 1994 08:49:37 GMT", NOW, false, 0 },
	{ "no day 0 in asctime", "Sun Nov  0 08:49:37 1994", NOW, false, 0 },
	{ "no 31st of November", "Sun, 31 Nov 1994 08:49:37 GMT", NOW, false,
	    0 },
	{ "no 32nd of December", "Sun, 32 Dec 1994 08:49:37 GMT", NOW, false,
	    0 },
	{ "no 30th of February", "Sun, 30 Feb 2000 08:49:37 GMT", NOW, false,
	    0 },
	{ "the 31st of January", "Mon, 31 Jan 1994 00:00:00 GMT", NOW, true,
	    759974400 },

	{ "RFC 850: last century is nearer", "Thursday, 02-Jan-97 00:00:00 GMT",
	    NOW, true, 852163200 },
	{ "RFC 850: next year is not past", "Friday, 01-Jan-27 00:00:00 GMT",
	    NOW, true, 1798761600 },
	{ "RFC 850: in 50 years", "Monday, 01-Jun-76 00:00:00 GMT", NOW, true,
	    3358195200 },
	{ "RFC 850: a second more is the past (9110 5.6.7)",
	    "Tuesday, 01-Jun-76 00:00:01 GMT", NOW, true, 202435201 },
	{ "RFC 850: some months more are the past (9110 5.6.7)",
	    "Friday, 31-Dec-76 23:59:59 GMT", NOW, true, 220924799 },
	{ "RFC 850: 50 years less five months",
	    "Wednesday, 01-Jan-76 00:00:00 GMT", NOW, true, 3345062400 },
	{ "RFC 850: a year more is the past",
	    "Saturday, 01-Jan-77 00:00:00 GMT", NOW, true, 220924800 },
	{ "RFC 850: a leap day needs its year",
	    "Wednesday, 29-Feb-95 00:00:00 GMT", NOW, false, 0 },
	{ "RFC 850: and has it", "Thursday, 29-Feb-96 00:00:00 GMT", NOW, true,
	    825552000 },

	{ "case-sensitive: the day", "sun, 06 Nov 1994 08:49:37 GMT", NOW,
	    false, 0 },
	{ "case-sensitive: the month", "Sun, 06 nov 1994 08:49:37 GMT", NOW,
	    false, 0 },
	{ "case-sensitive: the zone", "Sun, 06 Nov 1994 08:49:37 gmt", NOW,
	    false, 0 },
	{ "UTC is not GMT", "Sun, 06 Nov 1994 08:49:37 UTC", NOW, false, 0 },
	{ "an offset", "Sun, 06 Nov 1994 08:49:37 +0000", NOW, false, 0 },
	{ "no zone", "Sun, 06 Nov 1994 08:49:37", NOW, false, 0 },
	{ "no day of the week", "06 Nov 1994 08:49:37 GMT", NOW, false, 0 },
	{ "no such day", "Sux, 06 Nov 1994 08:49:37 GMT", NOW, false, 0 },
	{ "no such month", "Sun, 06 Nox 1994 08:49:37 GMT", NOW, false, 0 },
	{ "a day of one digit", "Sun, 6 Nov 1994 08:49:37 GMT", NOW, false, 0 },
	{ "a day of blank and digit", "Sun,  6 Nov 1994 08:49:37 GMT", NOW,
	    false, 0 },
	{ "two blanks", "Sun,  06 Nov 1994 08:49:37 GMT", NOW, false, 0 },
	{ "a year of two digits", "Sun, 06 Nov 94 08:49:37 GMT", NOW, false,
	    0 },
	{ "a year of five digits", "Sun, 06 Nov 19940 08:49:37 GMT", NOW, false,
	    0 },
	{ "an hour of one digit", "Sun, 06 Nov 1994 8:49:37 GMT", NOW, false,
	    0 },
	{ "no seconds", "Sun, 06 Nov 1994 08:49 GMT", NOW, false, 0 },
	{ "a sign", "Sun, 06 Nov 1994 +8:49:37 GMT", NOW, false, 0 },
	{ "dashes in IMF-fixdate", "Sun, 06-Nov-1994 08:49:37 GMT", NOW, false,
	    0 },
	{ "RFC 850 with a short day", "Sun, 06-Nov-94 08:49:37 GMT", NOW, false,
	    0 },
	{ "RFC 850 with blanks", "Sunday, 06 Nov 94 08:49:37 GMT", NOW, false,
	    0 },
	{ "RFC 850 with a long year", "Sunday, 06-Nov-1994 08:49:37 GMT", NOW,
	    false, 0 },
	{ "IMF-fixdate with a long day", "Sunday, 06 Nov 1994 08:49:37 GMT",
	    NOW, false, 0 },
	{ "asctime with a zone", "Sun Nov  6 08:49:37 1994 GMT", NOW, false,
	    0 },
	{ "asctime with one blank", "Sun Nov 6 08:49:37 1994", NOW, false, 0 },
	{ "asctime with three", "Sun Nov   6 08:49:37 1994", NOW, false, 0 },
	{ "a comma in asctime", "Sun, Nov  6 08:49:37 1994", NOW, false, 0 },
	{ "more behind it", "Sun, 06 Nov 1994 08:49:37 GMT ", NOW, false, 0 },
	{ "a blank before it", " Sun, 06 Nov 1994 08:49:37 GMT", NOW, false,
	    0 },
	{ "two dates",
	    "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", NOW,
	    false, 0 },
	{ "a number", "784111777", NOW, false, 0 },
	{ "a tag", "\"784111777\"", NOW, false, 0 },
	{ "nothing", "", NOW, false, 0 },
};

static const struct {
	const char *why;
	int64_t seconds;
	struct date want;
	const char *put;
} splits[] = {
	{ "the example of 9110 5.6.7", NOV_94, { 1994, 11, 6, 8, 49, 37, 0 },
	    "Sun, 06 Nov 1994 08:49:37 GMT" },
	{ "the epoch", 0, { 1970, 1, 1, 0, 0, 0, 4 },
	    "Thu, 01 Jan 1970 00:00:00 GMT" },
	{ "a second before", -1, { 1969, 12, 31, 23, 59, 59, 3 },
	    "Wed, 31 Dec 1969 23:59:59 GMT" },
	{ "a day before", -86400, { 1969, 12, 31, 0, 0, 0, 3 },
	    "Wed, 31 Dec 1969 00:00:00 GMT" },
	{ "the last of February 1900", -2203891201,
	    { 1900, 2, 28, 23, 59, 59, 3 }, "Wed, 28 Feb 1900 23:59:59 GMT" },
	{ "March 1900 follows", -2203891200, { 1900, 3, 1, 0, 0, 0, 4 },
	    "Thu, 01 Mar 1900 00:00:00 GMT" },
	{ "29 February 2000", 951782400, { 2000, 2, 29, 0, 0, 0, 2 },
	    "Tue, 29 Feb 2000 00:00:00 GMT" },
	{ "the last of February 2100", 4107542399,
	    { 2100, 2, 28, 23, 59, 59, 0 }, "Sun, 28 Feb 2100 23:59:59 GMT" },
	{ "March 2100 follows", 4107542400, { 2100, 3, 1, 0, 0, 0, 1 },
	    "Mon, 01 Mar 2100 00:00:00 GMT" },
	{ "beyond 32 bits", 2147483648, { 2038, 1, 19, 3, 14, 8, 2 },
	    "Tue, 19 Jan 2038 03:14:08 GMT" },
	{ "year 0", -62167219200, { 0, 1, 1, 0, 0, 0, 6 },
	    "Sat, 01 Jan 0000 00:00:00 GMT" },
	{ "before year 0 is clamped", -62167219201,
	    { -1, 12, 31, 23, 59, 59, 5 }, "Sat, 01 Jan 0000 00:00:00 GMT" },
	{ "the end of 9999", 253402300799, { 9999, 12, 31, 23, 59, 59, 5 },
	    "Fri, 31 Dec 9999 23:59:59 GMT" },
	{ "year 10000 is clamped", 253402300800, { 10000, 1, 1, 0, 0, 0, 6 },
	    "Fri, 31 Dec 9999 23:59:59 GMT" },
};

static struct span
put(char buf[64], int64_t seconds)
{
	struct text t = { buf, 64, 0 };

	date_put(&t, seconds);
	return TEXT_SPAN(t);
}

static void
test_splits(void)
{
	for (size_t i = 0; i < COUNT(splits); i++) {
		const struct date *w = &splits[i].want;
		struct date d;
		char buf[64];

		date_split(splits[i].seconds, &d);
		OK(d.year == w->year && d.month == w->month &&
			d.day == w->day && d.hour == w->hour &&
			d.minute == w->minute && d.second == w->second &&
			d.weekday == w->weekday,
		    "split: %s: %d-%u-%u", splits[i].why, (int)d.year, d.month,
		    d.day);
		OK(span_eq(
		       put(buf, splits[i].seconds), span_str(splits[i].put)),
		    "put: %s: %s", splits[i].why, splits[i].put);
	}
}

/* Our calendar agrees with the C library's, from year 0 to 9999 and beyond. */
static void
test_calendar(void)
{
	long long bad = 0;

	for (int64_t s = -70000000000; s < 260000000000; s += 8640017) {
		time_t time = (time_t)s;
		struct date d;
		struct tm tm;

		date_split(s, &d);
		gmtime_r(&time, &tm);
		if (d.year != tm.tm_year + 1900 ||
		    (int)d.month != tm.tm_mon + 1 || (int)d.day != tm.tm_mday ||
		    (int)d.hour != tm.tm_hour || (int)d.minute != tm.tm_min ||
		    (int)d.second != tm.tm_sec || (int)d.weekday != tm.tm_wday)
			bad = s;
	}
	OK(bad == 0, "split agrees with the C library: %lld", bad);
}

/* A date that is written is read back, in all three forms. */
static void
test_round_trip(void)
{
	long long bad = 0, bad850 = 0, badasc = 0;

	for (int64_t s = -62167219200; s <= 253402300799; s += 8640017) {
		time_t time = (time_t)s;
		int64_t got = s + 1;
		char buf[64];
		struct tm tm;

		if (!date_parse(put(buf, s), 0, &got) || got != s)
			bad = s;
		gmtime_r(&time, &tm);
		strftime(buf, sizeof buf, "%A, %d-%b-%y %H:%M:%S GMT", &tm);
		if (!date_parse(span_str(buf), s, &got) || got != s)
			bad850 = s;
		sprintf(buf, "%.20s%04d", asctime(&tm), tm.tm_year + 1900);
		if (!date_parse(span_str(buf), 0, &got) || got != s)
			badasc = s;
	}
	OK(bad == 0, "what is put is parsed: %lld", bad);
	OK(bad850 == 0, "RFC 850's form, in its own time: %lld", bad850);
	OK(badasc == 0, "asctime's form: %lld", badasc);
}

/* A part of a date is not a date, and no octet can be replaced by another. */
static void
test_damage(void)
{
	static const char *const forms[] = { "Sun, 06 Nov 1994 08:49:37 GMT",
		"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994" };

	for (size_t i = 0; i < COUNT(forms); i++) {
		size_t n = strlen(forms[i]), cut = 0, bent = 0;
		int64_t before = 4711;

		for (size_t k = 0; k < n; k++) {
			char copy[64];

			memcpy(copy, forms[i], n);
			cut += date_parse(guarded_n(forms[i], k), NOW, &before);
			copy[k] = 'x';
			bent += date_parse(guarded_n(copy, n), NOW, &before);
			copy[k] = '\0';
			bent += date_parse(guarded_n(copy, n), NOW, &before);
		}
		OK(cut == 0, "no part of it is a date: %s", forms[i]);
		OK(bent == 0, "each octet of it counts: %s", forms[i]);
		OK(before == 4711, "and nothing is written: %s", forms[i]);
	}
}

/* RFC 3339 5.6, and the range of years that it covers. */
static void
test_iso(void)
{
	static const struct {
		int64_t seconds;
		const char *want;
	} cases[] = {
		{ 784111777, "1994-11-06T08:49:37Z" },
		{ 0, "1970-01-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59Z" },
		{ INT64_MIN, "0000-01-01T00:00:00Z" },
		{ INT64_MAX, "9999-12-31T23:59:59Z" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[64];
		struct text t = TEXT(buf);

		date_put_iso(&t, cases[i].seconds);
		OK(span_eq(TEXT_SPAN(t), span_str(cases[i].want)), "iso: %s",
		    cases[i].want);
	}
}

int
main(void)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (size_t i = 0; i < COUNT(parses); i++) {
		int64_t got = 4711;
		bool good =
		    date_parse(guarded(parses[i].s), parses[i].now, &got);

		OK(good == parses[i].good &&
			got == (parses[i].good ? parses[i].want : 4711),
		    "parse: %s: %s: %lld", parses[i].why, parses[i].s,
		    (long long)got);
	}
	test_iso();
	test_splits();
	for (unsigned m = 1; m <= 12; m++)
		OK(span_eq(date_month_name(m),
		       (struct span){ months + 3 * (m - 1), 3 }),
		    "month %u: %s", m, shown(date_month_name(m)));
	test_calendar();
	test_round_trip();
	test_damage();
	return DONE();
}
