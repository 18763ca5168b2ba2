/* HTTP-date.  Choices: five bytes of the clock, big-endian. */
#include "http/date.h"

#include "fuzz/fuzz.h"

#define LAST 253402300799 /* 9999-12-31 23:59:59 */

/* True if a is a later moment within its year than b is within its own. */
static bool
is_later_in_year(const struct date *a, const struct date *b)
{
	unsigned left[] = { a->month, a->day, a->hour, a->minute, a->second };
	unsigned right[] = { b->month, b->day, b->hour, b->minute, b->second };

	for (size_t i = 0; i < COUNT(left); i++)
		if (left[i] != right[i])
			return left[i] > right[i];
	return false;
}

/* The text is an IMF-fixdate, and reads as the same time. */
static void
check_put(int64_t seconds, int64_t now)
{
	char buf[29];
	struct text t = TEXT(buf);
	int64_t again;

	date_put(&t, seconds);
	/* 9110 5.6.7: IMF-fixdate is of fixed length. */
	MUST(t.n == 29);
	MUST(date_parse(TEXT_SPAN(t), now, &again));
	/* A leap second at the end of time is clamped, as date.h says. */
	MUST(again == (seconds > LAST ? LAST : seconds));
}

/* An IMF-fixdate is written as it was read, except for its day name. */
static void
check_fixdate(struct span in, int64_t seconds)
{
	char buf[29];
	struct text t = TEXT(buf);

	if (in.n != 29 || in.p[3] != ',' || in.p[23] == '6')
		return; /* the text has another form, or a leap second */
	date_put(&t, seconds);
	MUST(memcmp(buf + 5, in.p + 5, 24) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };
	int64_t now = 0, seconds = INT64_MIN;
	struct date then, today;

	for (int i = 0; i < 5; i++)
		now = now << 8 | choose(&in);
	now %= LAST + 1;
	check_put(now, now);
	if (!date_parse(in, now, &seconds)) {
		/* The result is written only on success. */
		MUST(seconds == INT64_MIN);
		return 0;
	}
	check_put(seconds, now);
	check_fixdate(in, seconds);
	date_split(seconds, &then);
	date_split(now, &today);
	/*
	 * 9110 5.6.7: a two-digit year (only that form has hyphens) that
	 * seems to be more than 50 years in the future is in the past.
	 */
	if (memchr(in.p, '-', in.n) != NULL) {
		MUST(then.year <= today.year + 50);
		MUST(then.year < today.year + 50 ||
		     !is_later_in_year(&then, &today));
	}
	return 0;
}
