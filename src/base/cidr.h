/*
 * cidr -- blocks of network addresses: 192.0.2.0/24, 2001:db8::/32.
 *
 * RFC 4632 3.1 and RFC 4291 2.3.  An address without a length is that one
 * address.  Bits behind the length must be zero: 192.0.2.1/24 is more often
 * a slip than a block, and it is for the operator to say which.
 *
 * An IPv4 address mapped into IPv6 (::ffff:192.0.2.1), as a socket that
 * listens on both shows it, is the IPv4 address, in a block and in a peer
 * alike; so no IPv6 block matches it, not even ::/0.
 *
 * Two words stand for peers without a network address, as address_put
 * writes them: "unix" is any Unix socket, "-" is a pipe or a file.
 *
 *	struct cidr net;
 *
 *	if (cidr_parse(SPAN("10.0.0.0/8"), &net) && cidr_has(&net, peer))
 *		it is one of ours
 */
#ifndef BASE_CIDR_H
#define BASE_CIDR_H

#include "base/address.h"

struct cidr {
	struct address net; /* bits behind the length are zero */
	unsigned bits;      /* 0 to 32, or to 128 */
};

/* False, and *out as it was, if it is no such block. */
bool cidr_parse(struct span, struct cidr *out);

bool cidr_has(const struct cidr *, const struct address *);

/* Every IPv4 or every IPv6 address: 0.0.0.0/0, ::/0. */
bool cidr_is_everybody(const struct cidr *);

/* As it is read back; without the length if it is one address. */
void cidr_put(struct text *, const struct cidr *);

#endif
