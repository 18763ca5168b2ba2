#include "base/source.h"

/*
 * Stands for IPv4 in the upper half; as an IPv6 block it is in ::/16, where no
 * host has an address.
 */
#define IPV4 UINT64_C(1)

uint64_t
source_of(const struct address *peer)
{
	struct address a = address_unmapped(peer);
	uint64_t n = 0;

	switch (a.family) {
	case ADDRESS_IPV4:
		for (int i = 0; i < 4; i++)
			n = n << 8 | a.byte[i];
		return n | IPV4 << 32;
	case ADDRESS_IPV6:
		for (int i = 0; i < 8; i++)
			n = n << 8 | a.byte[i];
		return n == 0 ? 1 : n; /* ::1 is in ::/64 */
	case ADDRESS_NONE:
	case ADDRESS_UNIX:
	case ADDRESS_TLS:
		break;
	}
	return 0;
}

void
source_put(struct text *t, uint64_t source)
{
	struct address a = { .family = ADDRESS_IPV6 };

	if (source >> 32 == IPV4) {
		a.family = ADDRESS_IPV4;
		for (int i = 0; i < 4; i++)
			a.byte[i] = (uint8_t)(source >> (24 - 8 * i));
		address_put(t, &a);
		return;
	}
	for (int i = 0; i < 8 && source != 1; i++)
		a.byte[i] = (uint8_t)(source >> (56 - 8 * i));
	address_put(t, &a);
	text_put(t, SPAN("/64"));
}
