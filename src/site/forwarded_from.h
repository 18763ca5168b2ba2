/*
 * forwarded_from -- the visitor on whose behalf a proxy asks: ForwardedFrom.
 *
 * Pure.  Proxies append to the field, so it is read from the right: addresses
 * of our own proxies are skipped, and the first other address is the visitor.
 * Everything to the left of it was sent by the visitor and is ignored.
 *
 *	ForwardedFrom 10.0.0.0/8
 *	X-Forwarded-For: 127.0.0.1, 203.0.113.7, 10.0.0.2	203.0.113.7
 *	X-Forwarded-For: 203.0.113.7, unknown, 10.0.0.2		10.0.0.2
 *
 * If an element is not an address ("unknown", "_hidden"), or there are no more
 * elements, the result is the last valid address: that of a proxy.
 *
 * If the directive names one of the two fields, only that field is read.
 * Otherwise both may be present, and must agree, since a proxy that writes one
 * of them passes on the other as the visitor forged it.
 */
#ifndef SITE_FORWARDED_FROM_H
#define SITE_FORWARDED_FROM_H

#include "config/conf.h"
#include "http/request.h"

enum forwarded {
	FORWARDED_NOT,   /* the peer speaks for itself */
	FORWARDED_YES,   /* the peer speaks for *visitor */
	FORWARDED_PROXY, /* visitor unknown: *visitor is a proxy */
	FORWARDED_BAD    /* an unclosed quote, or the fields differ */
};

/*
 * Finds the visitor.  peer is the other end of the connection, or the address
 * that a PROXY header gives.  *visitor is set with FORWARDED_YES and
 * FORWARDED_PROXY.
 */
enum forwarded forwarded_from_visitor(const struct conf *,
    const struct fields *, const struct address *peer, struct address *visitor);

#endif
