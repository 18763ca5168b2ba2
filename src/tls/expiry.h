/*
 * expiry -- judges the dates of a certificate.  Pure.
 *
 *	if (expiry_of(now, from, until) != EXPIRY_GOOD)
 *		expiry_put(&t, now, from, until);
 */
#ifndef TLS_EXPIRY_H
#define TLS_EXPIRY_H

#include "base/text.h"

/* A certificate that has fewer days left is worth a warning. */
#define EXPIRY_WARNING_DAYS 21

/*
 * A running service logs each of these once: the times before the end at which
 * it warns, in their order.
 */
enum expiry_mark {
	EXPIRY_FAR,
	EXPIRY_21_DAYS,
	EXPIRY_7_DAYS,
	EXPIRY_1_DAY,
	EXPIRY_PAST
};

enum expiry { EXPIRY_GOOD, EXPIRY_SOON, EXPIRY_OVER, EXPIRY_TOO_EARLY };

/*
 * Judges a certificate at `now`.  Times are seconds since 1970; the certificate
 * is valid at `from` and at `until`.
 */
enum expiry expiry_of(int64_t now, int64_t from, int64_t until);

/* Returns the last mark that has been reached. */
enum expiry_mark expiry_mark_of(int64_t now, int64_t until);

/*
 * Puts "expires in 6 days, on 2026-12-04T10:00:00Z: renew it", "has expired on
 * ..." or "is not valid before ..."; nothing for EXPIRY_GOOD.
 */
void expiry_put(struct text *, int64_t now, int64_t from, int64_t until);

#endif
