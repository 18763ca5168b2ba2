/*
 * forwarded_from -- the visitor for whom a proxy asks: ForwardedFrom.
 *
 * Pure.  From the right, as each proxy appends: an address that is itself a
 * proxy of ours is passed over, and the first that is none is the visitor.
 * What is in front of it came from the visitor and counts for nothing.
 *
 *	ForwardedFrom 10.0.0.0/8
 *	X-Forwarded-For: 127.0.0.1, 203.0.113.7, 10.0.0.2	203.0.113.7
 *	X-Forwarded-For: 203.0.113.7, unknown, 10.0.0.2		10.0.0.2
 *
 * Where an element is no address ("unknown", "_hidden"), or there are no
 * more, the last address that was good is the visitor's: that of a proxy.
 *
 * One field of the two counts if the directive names it.  Else both may be
 * there, and have to say the same: a proxy that writes one of them passes on
 * the other as its visitor made it up.
 */
#ifndef SITE_FORWARDED_FROM_H
#define SITE_FORWARDED_FROM_H

#include "config/conf.h"
#include "http/request.h"

enum forwarded {
	FORWARDED_NOT,   /* the peer speaks for itself */
	FORWARDED_YES,   /* for *visitor */
	FORWARDED_PROXY, /* for one that cannot be known: *visitor is a proxy */
	FORWARDED_BAD    /* a quote is left open, or the fields differ */
};

/* peer is whoever is at the other end, or for whom a preface speaks. */
enum forwarded forwarded_from_visitor(const struct conf *,
    const struct fields *, const struct address *peer, struct address *visitor);

#endif
