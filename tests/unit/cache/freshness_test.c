#define _GNU_SOURCE
#include "cache/freshness.h"

#include "unit/cache/stored.h"

#define F CONTROL_FOREVER
#define STATED FRESHNESS_STATED
#define GUESS FRESHNESS_HEURISTIC

/* A response that took `delay` seconds and came `ago` seconds before now. */
static const struct {
	const char *why, *fields;
	int64_t delay, ago;
	enum freshness_rule rule;
	int64_t age, lifetime;
} cases[] = {
	{ "4.2.1: max-age", "Cache-Control: max-age=60\r\n" NOW_DATE, 0, 0,
	    STATED, 0, 60 },
	{ "4.2.1: Expires less Date",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n" NOW_DATE, 0, 0, STATED,
	    0, 60 },
	{ "5.3: max-age before Expires",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n"
	    "Cache-Control: max-age=5\r\n" NOW_DATE,
	    0, 0, STATED, 0, 5 },
	{ "5.3: Expires 0 is past", "Expires: 0\r\n" NOW_DATE, 0, 0, STATED, 0,
	    0 },
	{ "5.3: so is what is no date", "Expires: tomorrow\r\n" NOW_DATE, 0, 0,
	    STATED, 0, 0 },
	{ "5.3: an invalid one leaves nothing to guess",
	    "Expires: 0\r\nLast-Modified: Sun, 01 Jun 2025 00:00:00 "
	    "GMT\r\n" NOW_DATE,
	    0, 0, GUESS, 0, 0 },
	{ "4.2.1: two Expires that differ are stale",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n"
	    "Expires: Mon, 01 Jun 2026 00:02:00 GMT\r\n" NOW_DATE,
	    0, 0, STATED, 0, 0 },
	{ "4.2: a date in any case",
	    "Expires: mon, 01 JUN 2026 00:01:00 gmt\r\n" NOW_DATE, 0, 0, STATED,
	    0, 60 },
	{ "4.2: no other zone than GMT",
	    "Expires: Mon, 01 Jun 2026 00:01:00 UTC\r\n" NOW_DATE, 0, 0, STATED,
	    0, 0 },
	{ "9110 5.6.7: a date of RFC 850",
	    "Expires: Monday, 01-Jun-26 00:01:00 GMT\r\n" NOW_DATE, 0, 0,
	    STATED, 0, 60 },
	{ "9110 5.6.7: a date of asctime",
	    "Expires: Mon Jun  1 00:01:00 2026\r\n" NOW_DATE, 0, 0, STATED, 0,
	    60 },
	{ "9110 5.6.7: a Date of asctime too",
	    "Expires: Mon, 01 Jun 2026 00:02:00 GMT\r\n"
	    "Date: Mon Jun  1 00:00:00 2026\r\n",
	    0, 0, STATED, 0, 120 },
	{ "5.3: a number is no date", "Expires: 2147483647\r\n" NOW_DATE, 0, 0,
	    STATED, 0, 0 },
	{ "5.3: nor is an empty value", "Expires: \r\n" NOW_DATE, 0, 0, STATED,
	    0, 0 },
	{ "5.3: a date with something behind it",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT; x\r\n" NOW_DATE, 0, 0,
	    STATED, 0, 0 },
	{ "5.3: an offset is no zone",
	    "Expires: Mon, 01 Jun 2026 00:01:00 +0000\r\n" NOW_DATE, 0, 0,
	    STATED, 0, 0 },
	{ "5.3: the moment of the Date is no lifetime",
	    "Expires: Mon, 01 Jun 2026 00:00:00 GMT\r\n" NOW_DATE, 0, 0, STATED,
	    0, 0 },
	{ "5.3: two Expires that agree are one",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n"
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n" NOW_DATE,
	    0, 0, STATED, 0, 60 },
	{ "5.3: max-age that is no number hides Expires",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n"
	    "Cache-Control: max-age=x\r\n" NOW_DATE,
	    0, 0, STATED, 0, 0 },
	{ "5.3: max-age=0 hides it too",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n"
	    "Cache-Control: max-age=0\r\n" NOW_DATE,
	    0, 0, STATED, 0, 0 },
	{ "5.2.2.10: s-maxage does not, here",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n"
	    "Cache-Control: s-maxage=5\r\n" NOW_DATE,
	    0, 0, STATED, 0, 60 },
	{ "4.2.1: a Date in the past is when Expires is counted from",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n"
	    "Date: Sun, 31 May 2026 23:59:00 GMT\r\n",
	    0, 0, STATED, 60, 120 },
	{ "4.2.2: nothing is guessed where max-age=0 is stated",
	    "Cache-Control: max-age=0\r\n"
	    "Last-Modified: Sun, 31 May 2026 23:50:00 GMT\r\n" NOW_DATE,
	    0, 0, GUESS, 0, 0 },
	{ "4.2.2: nor without Last-Modified", NOW_DATE, 0, 0, GUESS, 0, 0 },
	{ "4.2.1: without Date, from when it came",
	    "Expires: Mon, 01 Jun 2026 00:01:00 GMT\r\n", 0, 0, STATED, 0, 60 },
	{ "4.2.1: nothing stated", NOW_DATE, 0, 0, STATED, 0, 0 },
	{ "4.2.2: a tenth of the time unchanged",
	    "Last-Modified: Sun, 31 May 2026 23:50:00 GMT\r\n" NOW_DATE, 0, 0,
	    GUESS, 0, 60 },
	{ "4.2.2: a day at most",
	    "Last-Modified: Sun, 01 Jun 2025 00:00:00 GMT\r\n" NOW_DATE, 0, 0,
	    GUESS, 0, FRESHNESS_GUESS_MAX },
	{ "4.2.2: not what changed in the future",
	    "Last-Modified: Tue, 01 Jun 2027 00:00:00 GMT\r\n" NOW_DATE, 0, 0,
	    GUESS, 0, 0 },
	{ "4.2.2: off unless asked for",
	    "Last-Modified: Sun, 31 May 2026 23:50:00 GMT\r\n" NOW_DATE, 0, 0,
	    STATED, 0, 0 },
	{ "4.2.3: resident time", "Cache-Control: max-age=60\r\n", 0, 45,
	    STATED, 45, 60 },
	{ "4.2.3: Age and resident time", "Age: 10\r\n", 0, 5, STATED, 15, 0 },
	{ "4.2.3: and the delay of the response", "Age: 10\r\n", 3, 5, STATED,
	    18, 0 },
	{ "4.2.3: apparent age, where that is more",
	    "Age: 10\r\nDate: Sun, 31 May 2026 23:59:00 GMT\r\n", 0, 0, STATED,
	    60, 0 },
	{ "4.2.3: a Date of the future is no age",
	    "Date: Tue, 01 Jun 2027 00:00:00 GMT\r\n", 0, 0, STATED, 0, 0 },
	{ "5.1: the first of several Ages", "Age: 10, 20\r\n", 0, 0, STATED, 10,
	    0 },
	{ "5.1: of several lines", "Age: 10\r\nAge: 20\r\n", 0, 0, STATED, 10,
	    0 },
	{ "5.1: one that is no number is ignored", "Age: -5\r\n", 0, 0, STATED,
	    0, 0 },
	{ "5.1: nor is a fraction a number", "Age: 7.5\r\n", 0, 0, STATED, 0,
	    0 },
	{ "5.1: nor one with a parameter", "Age: 7;x=1\r\n", 0, 0, STATED, 0,
	    0 },
	{ "5.1: nor one in quotes", "Age: \"7\"\r\n", 0, 0, STATED, 0, 0 },
	{ "5.1: nor nothing", "Age: \r\n", 0, 0, STATED, 0, 0 },
	{ "5.1: zeros before it do not matter", "Age: 007\r\n", 0, 0, STATED, 7,
	    0 },
	{ "5.1: the first is no number: the second is not taken for it",
	    "Age: a, 20\r\n", 0, 0, STATED, 0, 0 },
	{ "1.2.2: an Age beyond all numbers", "Age: 99999999999999999999\r\n",
	    0, 10, STATED, F, 0 },
	{ "a clock set back: it is as old as can be",
	    "Cache-Control: max-age=60\r\n", 0, -1, STATED, F, 60 },
	{ "and by years", "Cache-Control: max-age=2147483648\r\n", 0,
	    -400000000, STATED, F, F },
	{ "a clock set back while it came", "Age: 1\r\n", -100, 0, STATED, 1,
	    0 },
	{ "9999 does not overflow",
	    "Expires: Fri, 31 Dec 9999 23:59:59 GMT\r\n"
	    "Date: Sat, 01 Jan 0000 00:00:00 GMT\r\n",
	    0, 0, STATED, F, F },
};

static void
test_extremes(void)
{
	static const int64_t times[] = { INT64_MIN, INT64_MIN + 1, -1, 0, 1,
		NOW, INT64_MAX - 1, INT64_MAX };
	size_t n = COUNT(times), bad = 0;

	for (size_t i = 0; i < n * n * n; i++) {
		struct entry e = stored(OK_HEAD
		    "Age: 5\r\nExpires: Mon, 01 Jun 2026 00:01:00 GMT\r\n",
		    0);
		struct freshness f;

		e.request_time = times[i % n];
		e.response_time = times[i / n % n];
		freshness_of(&e, times[i / n / n], FRESHNESS_HEURISTIC, &f);
		bad +=
		    f.age < 0 || f.age > F || f.lifetime < 0 || f.lifetime > F;
	}
	OK(bad == 0, "no clock makes an age or a lifetime overflow");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		char head[512];
		struct freshness f;
		struct entry e;

		snprintf(head, sizeof head, OK_HEAD "%s", cases[i].fields);
		e = stored(head, cases[i].ago);
		e.request_time -= cases[i].delay;
		freshness_of(&e, NOW, cases[i].rule, &f);
		OK(f.age == cases[i].age && f.lifetime == cases[i].lifetime,
		    "9111 %s: age %lld, lifetime %lld", cases[i].why,
		    (long long)f.age, (long long)f.lifetime);
	}
	test_extremes();
	return DONE();
}
