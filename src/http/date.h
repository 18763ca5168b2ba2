/*
 * date -- HTTP-date: write the one form, read all three.
 *
 * RFC 9110 5.6.7.  Seconds since 1970, UTC, no leap seconds.  Pure: the two
 * digits of an RFC 850 year need to know what year it is, so they are told.
 */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include "base/text.h"

/* A moment taken apart; UTC, proleptic Gregorian. */
struct date {
	int64_t year;
	unsigned month, day; /* 1 to 12, 1 to 31 */
	unsigned hour, minute, second;
	unsigned weekday; /* 0 is Sunday */
};

void date_split(int64_t seconds, struct date *);

/* "Sun, 06 Nov 1994 08:49:37 GMT"; years 0 to 9999, others are clamped. */
void date_put(struct text *, int64_t seconds);

/* "1994-11-06T08:49:37Z" (RFC 3339); clamped likewise. */
void date_put_iso(struct text *, int64_t seconds);

/* "08:49:37" */
void date_put_time(struct text *, const struct date *);

/* Three letters, month 1 to 12: "Nov". */
struct span date_month_name(unsigned month);

/* False if it is none of the three forms; they are case-sensitive. */
bool date_parse(struct span, int64_t now, int64_t *seconds);

#endif
