#include "base/cidr.h"

#include <string.h>

/* Returns the length of an address in bits; 0 for "unix" and "-". */
static unsigned
width(const struct address *a)
{
	switch (a->family) {
	case ADDRESS_IPV4:
		return 32;
	case ADDRESS_IPV6:
		return 128;
	case ADDRESS_NONE:
	case ADDRESS_UNIX:
	case ADDRESS_TLS:
		break;
	}
	return 0;
}

/* Returns whether the first n bits are equal. */
static bool
same_bits(const unsigned char *a, const unsigned char *b, unsigned n)
{
	unsigned rest = n % 8;

	if (memcmp(a, b, n / 8) != 0)
		return false;
	return rest == 0 || (a[n / 8] ^ b[n / 8]) >> (8 - rest) == 0;
}

/* Returns whether all bits from bit n on are zero. */
static bool
ends_in_zeros(const struct address *a, unsigned n)
{
	for (unsigned i = n; i < width(a); i++)
		if (a->byte[i / 8] >> (7 - i % 8) & 1)
			return false;
	return true;
}

bool
cidr_parse(struct span s, struct cidr *out)
{
	struct span host, length;
	struct address written;
	struct cidr c;
	bool has_length = span_cut(s, '/', &host, &length);
	uint64_t bits;

	if (!address_parse(host, &written))
		return false;
	c.net = address_unmapped(&written);
	bits = width(&written);
	if (has_length &&
	    (bits == 0 || length.n > 3 || (length.n > 1 && *length.p == '0') ||
		!span_u64(length, &bits) || bits > width(&written)))
		return false;
	/* the block was written as ::ffff:192.0.2.0/120 */
	if (c.net.family != written.family) {
		if (bits < 96)
			return false;
		bits -= 96;
	}
	c.bits = (unsigned)bits;
	if (!ends_in_zeros(&c.net, c.bits))
		return false;
	*out = c;
	return true;
}

bool
cidr_has(const struct cidr *c, const struct address *peer)
{
	struct address a = address_unmapped(peer);

	return a.family == c->net.family &&
	       same_bits(a.byte, c->net.byte, c->bits);
}

bool
cidr_is_everybody(const struct cidr *c)
{
	return c->bits == 0 && width(&c->net) > 0;
}

void
cidr_put(struct text *t, const struct cidr *c)
{
	address_put(t, &c->net);
	if (c->bits == width(&c->net))
		return;
	text_char(t, '/');
	text_u64(t, c->bits);
}
