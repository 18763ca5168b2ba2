/*
 * forwarded -- one hop in X-Forwarded-For, or in Forwarded (RFC 7239).
 *
 * Pure.  Each proxy appends the address of its client.  Anything before the
 * part written by trusted proxies may be forged.
 *
 *	X-Forwarded-For: 192.0.2.1, 2001:db8::1, [2001:db8::2]:4711
 *	Forwarded: for=192.0.2.1;proto=https, For="[2001:db8::1]:4711"
 *	Forwarded: for=unknown, for=_hidden		no address
 */
#ifndef HTTP_FORWARDED_H
#define HTTP_FORWARDED_H

#include "base/address.h"

/*
 * Takes the next element off a value of Forwarded, like field_list_next.
 * Returns false at the end, where *s is empty.  It also returns false, and
 * leaves the rest in *s, if a quoted string is not closed, since nobody can
 * tell then which comma a proxy has written.
 */
bool forwarded_next(struct span *s, struct span *element);

/*
 * Reads an element of X-Forwarded-For: an address, perhaps with a port. Returns
 * false if it is not an address.
 */
bool forwarded_node(struct span, struct address *);

/*
 * Reads the address in the only "for" of an element of Forwarded.  Returns
 * false if there is no "for", or more than one, or if it is not an address.
 */
bool forwarded_for(struct span element, struct address *);

#endif
