/* Blocks of addresses: reading, writing, and which addresses they hold. */
#define _GNU_SOURCE
#include "base/cidr.h"

#include "unit/test.h"

/* The text that is written back; NULL: not a block. */
static const struct {
	const char *why, *text, *again;
} parses[] = {
	{ "an address alone is that address", "192.0.2.1", "192.0.2.1" },
	{ "a block", "192.0.2.0/24", "192.0.2.0/24" },
	{ "all of IPv4", "0.0.0.0/0", "0.0.0.0/0" },
	{ "the whole length is left out", "10.1.2.3/32", "10.1.2.3" },
	{ "bits behind the length", "192.0.2.1/24", NULL },
	{ "one bit behind it", "192.0.2.128/24", NULL },
	{ "a length over 32", "192.0.2.0/33", NULL },
	{ "no length behind the slash", "192.0.2.0/", NULL },
	{ "a length with a zero in front", "192.0.2.0/024", NULL },
	{ "a signed length", "192.0.2.0/+24", NULL },
	{ "a netmask", "192.0.2.0/255.255.255.0", NULL },
	{ "two lengths", "192.0.2.0/24/24", NULL },
	{ "three parts", "192.0.2/24", NULL },
	{ "five parts", "192.0.2.0.0/24", NULL },
	{ "octal, or not", "192.0.02.0/24", NULL },
	{ "a part over 255", "192.0.256.0/24", NULL },
	{ "blanks", " 192.0.2.0/24", NULL },
	{ "nothing", "", NULL },
	{ "a slash alone", "/8", NULL },
	{ "a name", "localhost", NULL },
	{ "IPv6", "2001:db8::/32", "2001:db8::/32" },
	{ "IPv6, in full and in capitals",
	    "2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1" },
	{ "the loopback", "::1", "::1" },
	{ "all of IPv6", "::/0", "::/0" },
	{ "a gap at the end", "fe80::/10", "fe80::/10" },
	{ "a gap for one group", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
	{ "a gap for none", "1:2:3:4:5:6:7:8::", NULL },
	{ "a gap between eight", "1:2:3:4::5:6:7:8", NULL },
	{ "two gaps", "1::2::3", NULL },
	{ "three colons", "1:::2", NULL },
	{ "one colon in front", ":1:2:3:4:5:6:7", NULL },
	{ "one colon behind", "1:2:3:4:5:6:7:", NULL },
	{ "seven groups", "1:2:3:4:5:6:7", NULL },
	{ "nine groups", "1:2:3:4:5:6:7:8:9", NULL },
	{ "five digits", "12345::", NULL },
	{ "not hexadecimal", "g::", NULL },
	{ "IPv4 at the end (4291 2.2)", "64:ff9b::192.0.2.33",
	    "64:ff9b::c000:221" },
	{ "IPv4 in the middle", "1:192.0.2.1::", NULL },
	{ "IPv4 behind seven groups", "1:2:3:4:5:6:7:1.2.3.4", NULL },
	{ "brackets", "[::1]", NULL },
	{ "a zone", "fe80::1%eth0", NULL },
	{ "a length over 128", "::1/129", NULL },
	{ "a length of four digits", "::/0128", NULL },
	{ "IPv6 bits behind the length", "2001:db8::1/64", NULL },
	{ "mapped is IPv4", "::ffff:192.0.2.0/120", "192.0.2.0/24" },
	{ "mapped, one address", "::ffff:c000:201", "192.0.2.1" },
	{ "all that is mapped", "::ffff:0:0/96", "0.0.0.0/0" },
	{ "part of what is mapped, and not", "::ffff:0:0/95", NULL },
	{ "Unix sockets", "unix", "unix" },
	{ "pipes", "-", "-" },
	{ "which have no length", "unix/0", NULL },
	{ "nor have pipes", "-/0", NULL },
};

static const struct {
	const char *why, *net, *peer;
	bool want;
} members[] = {
	{ "the address itself", "192.0.2.1", "192.0.2.1", true },
	{ "its neighbour", "192.0.2.1", "192.0.2.0", false },
	{ "the first of a block", "192.0.2.64/26", "192.0.2.64", true },
	{ "the last of a block", "192.0.2.64/26", "192.0.2.127", true },
	{ "one before it", "192.0.2.64/26", "192.0.2.63", false },
	{ "one behind it", "192.0.2.64/26", "192.0.2.128", false },
	{ "a length on a byte's edge", "10.0.0.0/8", "10.255.255.255", true },
	{ "one bit", "128.0.0.0/1", "127.0.0.1", false },
	{ "everybody", "0.0.0.0/0", "203.0.113.9", true },
	{ "but nobody of IPv6", "0.0.0.0/0", "::1", false },
	{ "IPv6", "2001:db8::/33", "2001:db8:7fff::1", true },
	{ "IPv6, a bit beyond", "2001:db8::/33", "2001:db8:8000::1", false },
	{ "everybody of IPv6", "::/0", "2001:db8::1", true },
	{ "but nobody of IPv4", "::/0", "192.0.2.1", false },
	{ "mapped into IPv6 is IPv4", "192.0.2.0/24", "::ffff:192.0.2.7",
	    true },
	{ "and not IPv6", "::/0", "::ffff:192.0.2.7", false },
	{ "compatible is not mapped", "0.0.0.0/0", "::192.0.2.7", false },
	{ "a Unix socket", "unix", "unix", true },
	{ "is no address", "0.0.0.0/0", "unix", false },
	{ "and ::/0 has none", "::/0", "unix", false },
	{ "a pipe", "-", "-", true },
	{ "is not a Unix socket", "unix", "-", false },
	{ "nor an address", "0.0.0.0/0", "-", false },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(parses); i++) {
		struct cidr c = { .bits = 999 };
		bool good = cidr_parse(guarded(parses[i].text), &c);
		char buf[64];
		struct text t = TEXT(buf);

		if (good)
			cidr_put(&t, &c);
		OK(good == (parses[i].again != NULL) &&
			(good ? span_eq(TEXT_SPAN(t), span_str(parses[i].again))
			      : c.bits == 999),
		    "%s: %s", parses[i].why, parses[i].text);
	}
	for (size_t i = 0; i < COUNT(members); i++) {
		struct cidr c;
		struct address peer;

		OK(cidr_parse(guarded(members[i].net), &c) &&
			address_parse(guarded(members[i].peer), &peer) &&
			cidr_has(&c, &peer) == members[i].want,
		    "%s: %s %s %s", members[i].why, members[i].net,
		    members[i].want ? "has" : "has not", members[i].peer);
	}
	return DONE();
}
