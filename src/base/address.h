/*
 * address -- a peer's network address, as bytes and as words.
 *
 * Text as RFC 5952 has it: 192.0.2.1, 2001:db8::1; an IPv4 address mapped
 * into IPv6 is shown as the IPv4 address that it is.
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include "base/text.h"

enum address_family { ADDRESS_NONE, ADDRESS_IPV4, ADDRESS_IPV6, ADDRESS_UNIX };

struct address {
	enum address_family family;
	unsigned char byte[16]; /* 4 or 16, network order */
	uint16_t port;
};

/* "-" for a pipe, "unix" for a Unix socket; without the port. */
void address_put(struct text *, const struct address *);

/*
 * Reads all that address_put writes, IPv6 in any form of RFC 4291 2.2, and
 * no port.  False, and *out as it was, if it is none.
 */
bool address_parse(struct span, struct address *out);

/* The IPv4 address in one that is mapped into IPv6; any other as it is. */
struct address address_unmapped(const struct address *);

#endif
