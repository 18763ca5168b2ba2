#include "tls/expiry.h"

#include "http/date.h"

#define DAY 86400

enum expiry
expiry_of(int64_t now, int64_t from, int64_t until)
{
	if (now > until)
		return EXPIRY_OVER;
	if (now < from)
		return EXPIRY_TOO_EARLY;
	return until - now < EXPIRY_WARNING_DAYS * DAY ? EXPIRY_SOON
						       : EXPIRY_GOOD;
}

enum expiry_mark
expiry_mark_of(int64_t now, int64_t until)
{
	int64_t left = until - now;

	if (left < 0)
		return EXPIRY_PAST;
	if (left < DAY)
		return EXPIRY_1_DAY;
	if (left < 7 * DAY)
		return EXPIRY_7_DAYS;
	return left < EXPIRY_WARNING_DAYS * DAY ? EXPIRY_21_DAYS : EXPIRY_FAR;
}

static void
put_days(struct text *t, int64_t seconds)
{
	uint64_t days = (uint64_t)(seconds / DAY);

	text_put(t, SPAN("expires in "));
	if (days == 0)
		text_put(t, SPAN("less than a day"));
	else {
		text_u64(t, days);
		text_put(t, days == 1 ? SPAN(" day") : SPAN(" days"));
	}
	text_put(t, SPAN(", on "));
}

void
expiry_put(struct text *t, int64_t now, int64_t from, int64_t until)
{
	switch (expiry_of(now, from, until)) {
	case EXPIRY_GOOD:
		return;
	case EXPIRY_SOON:
		put_days(t, until - now);
		date_put_iso(t, until);
		text_put(t, SPAN(": renew it"));
		return;
	case EXPIRY_OVER:
		text_put(t, SPAN("has expired on "));
		date_put_iso(t, until);
		text_put(t, SPAN(": renew it"));
		return;
	case EXPIRY_TOO_EARLY:
		text_put(t, SPAN("is not valid before "));
		date_put_iso(t, from);
		text_put(t, SPAN(": is the clock of this machine right?"));
		return;
	}
}
