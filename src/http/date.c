#include "http/date.h"

#define DAY 86400

static const char month_name[12][4] = { "Jan", "Feb", "Mar", "Apr", "May",
	"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char day_name[7][10] = { "Sunday", "Monday", "Tuesday",
	"Wednesday", "Thursday", "Friday", "Saturday" };

/*
 * Converts to days since 1970 and back.  Days are counted in 400-year eras that
 * start on 1 March, so that the leap day is the last of its year.
 */
static int64_t
days_from_civil(int64_t year, unsigned month, unsigned day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

static void
civil_from_days(int64_t days, struct date *d)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t year =
	    (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t m = (5 * of_year + 2) / 153;

	d->day = (unsigned)(of_year - (153 * m + 2) / 5 + 1);
	d->month = (unsigned)(m < 10 ? m + 3 : m - 9);
	d->year = year + era * 400 + (d->month <= 2);
}

void
date_split(int64_t seconds, struct date *d)
{
	int64_t days = seconds / DAY, rest = seconds % DAY;

	if (rest < 0) {
		rest += DAY;
		days--;
	}
	civil_from_days(days, d);
	d->hour = (unsigned)(rest / 3600);
	d->minute = (unsigned)(rest / 60 % 60);
	d->second = (unsigned)(rest % 60);
	d->weekday = (unsigned)(((days + 4) % 7 + 7) % 7);
}

struct span
date_month_name(unsigned month)
{
	return (struct span){ month_name[month - 1], 3 };
}

void
date_put_time(struct text *t, const struct date *d)
{
	text_pad(t, d->hour, 2);
	text_char(t, ':');
	text_pad(t, d->minute, 2);
	text_char(t, ':');
	text_pad(t, d->second, 2);
}

/* Clamps to the years that have four digits. */
static int64_t
clamp(int64_t seconds)
{
	static const int64_t first = -62167219200; /* 0000-01-01 */
	static const int64_t last = 253402300799;  /* 9999-12-31 23:59:59 */

	if (seconds < first)
		return first;
	return seconds < last ? seconds : last;
}

void
date_put_iso(struct text *t, int64_t seconds)
{
	struct date d;

	date_split(clamp(seconds), &d);
	text_pad(t, (uint64_t)d.year, 4);
	text_char(t, '-');
	text_pad(t, d.month, 2);
	text_char(t, '-');
	text_pad(t, d.day, 2);
	text_char(t, 'T');
	date_put_time(t, &d);
	text_char(t, 'Z');
}

void
date_put(struct text *t, int64_t seconds)
{
	struct date d;

	date_split(clamp(seconds), &d);
	text_put(t, (struct span){ day_name[d.weekday], 3 });
	text_put(t, SPAN(", "));
	text_pad(t, d.day, 2);
	text_char(t, ' ');
	text_put(t, date_month_name(d.month));
	text_char(t, ' ');
	text_pad(t, (uint64_t)d.year, 4);
	text_char(t, ' ');
	date_put_time(t, &d);
	text_put(t, SPAN(" GMT"));
}

/*
 * Each of these functions takes its element off the front of *s, or returns
 * false.
 */

static bool
take(struct span *s, struct span literal)
{
	if (!span_starts(*s, literal))
		return false;
	*s = span_from(*s, literal.n);
	return true;
}

static bool
take_digits(struct span *s, size_t n, unsigned *out)
{
	uint64_t v;

	if (s->n < n || !span_u64((struct span){ s->p, n }, &v))
		return false;
	*out = (unsigned)v;
	*s = span_from(*s, n);
	return true;
}

/* Takes a weekday, of whose name `letters` letters are written, or all if 0. */
static bool
take_weekday(struct span *s, size_t letters)
{
	for (unsigned i = 0; i < 7; i++) {
		struct span name = span_str(day_name[i]);

		if (letters)
			name.n = letters;
		if (take(s, name))
			return true;
	}
	return false;
}

static bool
take_month(struct span *s, unsigned *month)
{
	for (*month = 1; *month <= 12; ++*month)
		if (take(s, date_month_name(*month)))
			return true;
	return false;
}

static bool
take_time(struct span *s, struct date *d)
{
	return take_digits(s, 2, &d->hour) && take(s, SPAN(":")) &&
	       take_digits(s, 2, &d->minute) && take(s, SPAN(":")) &&
	       take_digits(s, 2, &d->second);
}

/* Reads "Sun, 06 Nov 1994 08:49:37 GMT". */
static bool
parse_imf(struct span s, struct date *d)
{
	unsigned year;

	if (!(take_weekday(&s, 3) && take(&s, SPAN(", ")) &&
		take_digits(&s, 2, &d->day) && take(&s, SPAN(" ")) &&
		take_month(&s, &d->month) && take(&s, SPAN(" ")) &&
		take_digits(&s, 4, &year) && take(&s, SPAN(" ")) &&
		take_time(&s, d) && take(&s, SPAN(" GMT"))))
		return false;
	d->year = year;
	return s.n == 0;
}

/* Reads "Sunday, 06-Nov-94 08:49:37 GMT"; the caller completes the year. */
static bool
parse_rfc850(struct span s, struct date *d)
{
	unsigned year;

	if (!(take_weekday(&s, 0) && take(&s, SPAN(", ")) &&
		take_digits(&s, 2, &d->day) && take(&s, SPAN("-")) &&
		take_month(&s, &d->month) && take(&s, SPAN("-")) &&
		take_digits(&s, 2, &year) && take(&s, SPAN(" ")) &&
		take_time(&s, d) && take(&s, SPAN(" GMT"))))
		return false;
	d->year = year;
	return s.n == 0;
}

/* Reads "Sun Nov  6 08:49:37 1994". */
static bool
parse_asctime(struct span s, struct date *d)
{
	unsigned year;

	if (!(take_weekday(&s, 3) && take(&s, SPAN(" ")) &&
		take_month(&s, &d->month) && take(&s, SPAN(" "))))
		return false;
	if (take(&s, SPAN(" ")) ? !take_digits(&s, 1, &d->day)
				: !take_digits(&s, 2, &d->day))
		return false;
	if (!(take(&s, SPAN(" ")) && take_time(&s, d) && take(&s, SPAN(" ")) &&
		take_digits(&s, 4, &year)))
		return false;
	d->year = year;
	return s.n == 0;
}

static bool
is_possible(const struct date *d)
{
	static const unsigned char length[12] = { 31, 29, 31, 30, 31, 30, 31,
		31, 30, 31, 30, 31 };

	if (d->day < 1 || d->day > length[d->month - 1])
		return false;
	if (d->month == 2 && d->day == 29 &&
	    (d->year % 4 != 0 || (d->year % 100 == 0 && d->year % 400 != 0)))
		return false;
	return d->hour < 24 && d->minute < 60 && d->second <= 60;
}

static int64_t
to_seconds(const struct date *d)
{
	return days_from_civil(d->year, d->month, d->day) * DAY +
	       d->hour * 3600 + d->minute * 60 + d->second;
}

/*
 * 9110 5.6.7: a year that appears to be more than 50 years in the future is the
 * most recent year in the past with the same last two digits.
 */
static void
complete_year(struct date *d, int64_t now)
{
	struct date latest;

	date_split(now, &latest);
	d->year += latest.year - latest.year % 100 + 100;
	latest.year += 50;
	while (to_seconds(d) > to_seconds(&latest))
		d->year -= 100;
}

bool
date_parse(struct span s, int64_t now, int64_t *seconds)
{
	struct date d = { 0 };

	if (parse_rfc850(s, &d))
		complete_year(&d, now);
	else if (!parse_imf(s, &d) && !parse_asctime(s, &d))
		return false;
	if (!is_possible(&d))
		return false;
	*seconds = to_seconds(&d);
	return true;
}
