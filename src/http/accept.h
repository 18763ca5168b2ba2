/*
 * accept -- what a peer would rather have: weights in Accept fields.
 *
 * RFC 9110 12.4.2, 12.5.1, 12.5.3.  Pure.  Weights are thousandths: 1000 is
 * what a member without a weight has, 0 is "not acceptable".
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
 * The weight of a media type: that of the most specific range it lies in;
 * 0 if it lies in none.  Without any Accept it is ACCEPT_MOST.  A range
 * with a parameter of its own asks for something more special than a type
 * without, and is passed over.
 */
unsigned accept_media(const struct fields *, struct span type);

/*
 * The weight of each content coding (12.5.3).  Not coded at all is 1, the
 * least, if the peer says nothing of it: acceptable, and better than nothing.
 * Without any Accept-Encoding everything would be acceptable; yet who cannot
 * decode does not say so, so that no coding but identity has a weight then.
 */
void accept_codings(const struct fields *, unsigned weight[CODING_COUNT]);

/*
 * "0.5" as 500; a weight that is none is 0, for it says that something is
 * wanted less.
 */
unsigned accept_weight(struct span qvalue);

#endif
