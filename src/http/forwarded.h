/*
 * forwarded -- one hop in X-Forwarded-For, or in Forwarded (RFC 7239).
 *
 * Pure.  Each proxy appends the address that it was asked from; what stands
 * in front of that came from a stranger.
 *
 *	X-Forwarded-For: 192.0.2.1, 2001:db8::1, [2001:db8::2]:4711
 *	Forwarded: for=192.0.2.1;proto=https, For="[2001:db8::1]:4711"
 *	Forwarded: for=unknown, for=_hidden		no address
 */
#ifndef HTTP_FORWARDED_H
#define HTTP_FORWARDED_H

#include "base/address.h"

/*
 * Takes the next element off a value of Forwarded; like field_list_next, but
 * false for good, with *s not empty, where a quoted string is not closed:
 * then nobody can tell which comma a proxy has written.
 */
bool forwarded_next(struct span *s, struct span *element);

/* An address and perhaps a port, as an element of X-Forwarded-For. */
bool forwarded_node(struct span, struct address *);

/* The address of the only "for" of an element of Forwarded. */
bool forwarded_for(struct span element, struct address *);

#endif
