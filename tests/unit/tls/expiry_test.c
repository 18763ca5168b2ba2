/* The dates of a certificate. */
#define _GNU_SOURCE
#include "tls/expiry.h"

#include "unit/test.h"

#define DAY 86400
#define UNTIL 1795255200 /* 2026-11-21T10:00:00Z */
#define FROM (UNTIL - 90 * DAY)

static const struct {
	const char *why;
	int64_t now;
	enum expiry want;
	const char *text;
} cases[] = {
	{ "new", FROM, EXPIRY_GOOD, "" },
	{ "a second too early", FROM - 1, EXPIRY_TOO_EARLY,
	    "is not valid before 2026-08-23T10:00:00Z: is the clock of this "
	    "machine right?" },
	{ "three weeks before", UNTIL - 21 * DAY, EXPIRY_GOOD, "" },
	{ "and a second later", UNTIL - 21 * DAY + 1, EXPIRY_SOON,
	    "expires in 20 days, on 2026-11-21T10:00:00Z: renew it" },
	{ "a day before", UNTIL - DAY, EXPIRY_SOON,
	    "expires in 1 day, on 2026-11-21T10:00:00Z: renew it" },
	{ "hours before", UNTIL - 1, EXPIRY_SOON,
	    "expires in less than a day, on 2026-11-21T10:00:00Z: renew it" },
	{ "5280 4.1.2.5: its last second", UNTIL, EXPIRY_SOON,
	    "expires in less than a day, on 2026-11-21T10:00:00Z: renew it" },
	{ "after it", UNTIL + 1, EXPIRY_OVER,
	    "has expired on 2026-11-21T10:00:00Z: renew it" },
};

/* A running service logs each mark once. */
static const struct {
	const char *why;
	int64_t now;
	enum expiry_mark want;
} marks[] = {
	{ "new", FROM, EXPIRY_FAR },
	{ "21 days before", UNTIL - 21 * DAY, EXPIRY_FAR },
	{ "a second later", UNTIL - 21 * DAY + 1, EXPIRY_21_DAYS },
	{ "7 days before", UNTIL - 7 * DAY, EXPIRY_21_DAYS },
	{ "a second later", UNTIL - 7 * DAY + 1, EXPIRY_7_DAYS },
	{ "a day before", UNTIL - DAY, EXPIRY_7_DAYS },
	{ "a second later", UNTIL - DAY + 1, EXPIRY_1_DAY },
	{ "the last second", UNTIL, EXPIRY_1_DAY },
	{ "after it", UNTIL + 1, EXPIRY_PAST },
};

static void
test_marks(void)
{
	for (size_t i = 0; i < COUNT(marks); i++)
		OK(expiry_mark_of(marks[i].now, UNTIL) == marks[i].want,
		    "a mark: %s", marks[i].why);
}

int
main(void)
{
	test_marks();
	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[128];
		struct text t = TEXT(buf);

		expiry_put(&t, cases[i].now, FROM, UNTIL);
		OK(expiry_of(cases[i].now, FROM, UNTIL) == cases[i].want &&
			span_eq(TEXT_SPAN(t), span_str(cases[i].text)),
		    "%s: %s", cases[i].why, shown(TEXT_SPAN(t)));
	}
	return DONE();
}
