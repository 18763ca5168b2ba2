/* Addresses and blocks of addresses, as text.  No choices. */
#include "base/cidr.h"
#include "base/text.h"

#include "fuzz/fuzz.h"

static bool
is_same(const struct address *a, const struct address *b)
{
	return a->family == b->family &&
	       memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

static void
check_address(struct span in)
{
	struct address a = { .family = ADDRESS_NONE }, b = a;
	char buf[64];
	struct text t = TEXT(buf);

	if (!address_parse(in, &a))
		return;
	address_put(&t, &a);
	MUST(text_fits(&t));
	MUST(address_parse(TEXT_SPAN(t), &b));
	/* a mapped address is written as the IPv4 address */
	a = address_unmapped(&a);
	MUST(is_same(&a, &b));
}

static void
check_block(struct span in)
{
	struct cidr net, again;
	char buf[64];
	struct text t = TEXT(buf);
	struct address peer;

	if (!cidr_parse(in, &net))
		return;
	MUST(net.bits <= 128);
	cidr_put(&t, &net);
	MUST(text_fits(&t));
	MUST(cidr_parse(TEXT_SPAN(t), &again));
	MUST(again.bits == net.bits && is_same(&net.net, &again.net));
	MUST(cidr_has(&net, &net.net));
	if (net.bits == 0)
		return;
	/* With the last bit of the prefix flipped an address is outside. */
	peer = net.net;
	peer.byte[(net.bits - 1) / 8] ^=
	    (unsigned char)(0x80 >> (net.bits - 1) % 8);
	MUST(!cidr_has(&net, &peer));
	/* with the first bit behind the prefix flipped it is inside */
	if (net.net.family == ADDRESS_IPV4 && net.bits < 32) {
		peer = net.net;
		peer.byte[net.bits / 8] ^=
		    (unsigned char)(0x80 >> net.bits % 8);
		MUST(cidr_has(&net, &peer));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n };

	check_address(in);
	check_block(in);
	return 0;
}
