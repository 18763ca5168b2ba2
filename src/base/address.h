/*
 * address -- a peer's network address, as bytes and as words.
 *
 * Addresses are written in the form of RFC 5952: 192.0.2.1, 2001:db8::1.  An
 * IPv4 address mapped into IPv6 is written as plain IPv4.
 */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include "base/text.h"

/*
 * ADDRESS_TLS: the peer is minihttp-tls, which decrypts for a client (os/door).
 */
enum address_family {
	ADDRESS_NONE,
	ADDRESS_IPV4,
	ADDRESS_IPV6,
	ADDRESS_UNIX,
	ADDRESS_TLS
};

struct address {
	enum address_family family;
	unsigned char byte[16]; /* 4 or 16, network order */
	uint16_t port;
};

/*
 * Appends the address without its port.  ADDRESS_NONE (a pipe or a file)
 * becomes "-"; ADDRESS_UNIX and ADDRESS_TLS become "unix".
 */
void address_put(struct text *, const struct address *);

/*
 * Reads everything that address_put writes, and IPv6 in any form of RFC 4291
 * 2.2; a port is not accepted.  Returns false, and leaves *out alone, if the
 * span is not an address.
 */
bool address_parse(struct span, struct address *out);

/*
 * Returns the IPv4 address inside an IPv4-mapped one, and any other unchanged.
 */
struct address address_unmapped(const struct address *);

#endif
