/*
 * cidr -- blocks of network addresses: 192.0.2.0/24, 2001:db8::/32.
 *
 * RFC 4632 3.1 and RFC 4291 2.3.  An address without a length is a block of
 * that one address.  Bits beyond the length must be zero: 192.0.2.1/24 is more
 * often a slip than a block, and only the operator knows which was meant.
 *
 * A socket that listens on both families shows IPv4 peers as ::ffff:192.0.2.1.
 * Such mapped addresses count as IPv4, both in blocks and in peers, so no IPv6
 * block matches them, not even ::/0.
 *
 * Two words, as address_put writes them, stand for peers without a network
 * address: "unix" matches any Unix socket, "-" a pipe or a file.
 *
 *	struct cidr net;
 *
 *	if (cidr_parse(SPAN("10.0.0.0/8"), &net) && cidr_has(&net, peer))
 *		the peer is one of ours
 */
#ifndef BASE_CIDR_H
#define BASE_CIDR_H

#include "base/address.h"

struct cidr {
	struct address net; /* bits beyond the length are zero */
	unsigned bits;      /* 0 to 32, or to 128 */
};

/* Returns false, and leaves *out alone, if the span is not a block. */
bool cidr_parse(struct span, struct cidr *out);

/*
 * Returns true if the block contains the address.  A port in it is ignored.
 */
bool cidr_has(const struct cidr *, const struct address *);

/* Returns true if the block is 0.0.0.0/0 or ::/0: every address of a family. */
bool cidr_is_everybody(const struct cidr *);

/*
 * Appends the block as cidr_parse reads it, without the length if it is one
 * address.
 */
void cidr_put(struct text *, const struct cidr *);

#endif
