/*
 * date -- HTTP-date: writes the one form that is current, and reads all three.
 *
 * RFC 9110 5.6.7.  Times are seconds since 1970, UTC, without leap seconds.
 * Pure: the caller passes the current time, which the two-digit year of an RFC
 * 850 date depends on.
 */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include "base/text.h"

/* A point in time as its parts; UTC, proleptic Gregorian. */
struct date {
	int64_t year;
	unsigned month, day; /* 1 to 12, 1 to 31 */
	unsigned hour, minute, second;
	unsigned weekday; /* 0 is Sunday */
};

/* Splits a time into its parts. */
void date_split(int64_t seconds, struct date *);

/* Appends "Sun, 06 Nov 1994 08:49:37 GMT"; years are clamped to 0 to 9999. */
void date_put(struct text *, int64_t seconds);

/* Appends "1994-11-06T08:49:37Z" (RFC 3339); years are clamped likewise. */
void date_put_iso(struct text *, int64_t seconds);

/* Appends "08:49:37". */
void date_put_time(struct text *, const struct date *);

/* Returns three letters for month 1 to 12: "Nov". */
struct span date_month_name(unsigned month);

/*
 * Reads a date in one of the three forms; case matters.  Returns false, and
 * leaves *seconds alone, if it is none of them or not a possible date.
 */
bool date_parse(struct span, int64_t now, int64_t *seconds);

/*
 * Returns nanoseconds since 1970 as seconds, rounded down before 1970 as well.
 */
static inline int64_t
date_of_ns(int64_t ns)
{
	return ns / 1000000000 - (ns % 1000000000 < 0);
}

#endif
