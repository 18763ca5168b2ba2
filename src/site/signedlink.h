/*
 * signedlink -- links that expire (SignedLinks): makes them, and judges the
 * link of a request.
 *
 *	/private/a.pdf?expires=1795255200&sig=BASE64URL
 *
 * The signature is the HMAC-SHA-256 of the number as it is written, a newline,
 * and the path: decoded, with a slash before it and none after it.  It does not
 * depend on the host.  Other parameters may stand beside these two.
 *
 * Pure.  site/access says which paths need a link, and server/access_check what
 * a link replaces.
 */
#ifndef SITE_SIGNEDLINK_H
#define SITE_SIGNEDLINK_H

#include "base/hmac.h"
#include "http/request.h"

enum signedlink_answer {
	SIGNEDLINK_MISSING, /* no signature, or a method that it is not for */
	SIGNEDLINK_WRONG,
	SIGNEDLINK_EXPIRED, /* it was good once */
	SIGNEDLINK_GOOD
};

/*
 * Judges the link of a request; a link is for GET and HEAD alone.  With
 * SIGNEDLINK_GOOD, *until is the time in seconds at which it expires.
 */
enum signedlink_answer signedlink_judge(const struct hmac_key *,
    const struct request *, int64_t now_s, int64_t *until);

/* Puts "expires=...&sig=..." for a path without slashes around it. */
void signedlink_put(
    struct text *, const struct hmac_key *, struct span path, uint64_t expires);

/*
 * Puts the Cache-Control of an answer to a link: only the visitor's own cache
 * may keep the answer, and not for longer than the link is good.
 */
void signedlink_put_cache(
    struct text *, bool no_cache, int64_t now_s, int64_t until);

#endif
