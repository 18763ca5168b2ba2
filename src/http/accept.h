/*
 * accept -- the weights in Accept and Accept-Encoding: what a peer prefers.
 *
 * RFC 9110 12.4.2, 12.5.1, 12.5.3.  Pure.  Weights are in thousandths: a member
 * without a weight has 1000, and 0 means "not acceptable".
 *
 *	if (accept_media(fields, SPAN("application/json")) >
 *	    accept_media(fields, SPAN("text/html")))
 */
#ifndef HTTP_ACCEPT_H
#define HTTP_ACCEPT_H

#include "http/coding.h"
#include "http/field.h"

#define ACCEPT_MOST 1000

/*
 * Returns the weight of a media type: that of the most specific range that
 * includes it, or 0 if none does.  Without an Accept field it is ACCEPT_MOST.
 * A range with a parameter, such as "text/html;level=1", asks for something
 * more specific than a plain type, and is ignored.
 */
unsigned accept_media(const struct fields *, struct span type);

/*
 * Returns the weight of a version of a media type that the field names itself,
 * with this version or with none; 0 if it does not, or if there is no field.
 * Other parameters are ignored, such as the charset.  Scrapers of metrics ask
 * in this way: "text/plain;version=0.0.4;q=0.5".
 */
unsigned accept_version(
    const struct fields *, struct span type, struct span version);

/*
 * Sets the weight of each content coding (12.5.3).  Identity weighs 1, the
 * least, unless the field mentions it: acceptable, and better than nothing.
 * Without Accept-Encoding every coding would be allowed, but clients that
 * cannot decode send none either: then only identity has a weight.
 */
void accept_codings(const struct fields *, unsigned weight[CODING_COUNT]);

/*
 * Reads "0.5" as 500.  A malformed weight is 0, since it was sent to make
 * something less wanted.
 */
unsigned accept_weight(struct span qvalue);

#endif
