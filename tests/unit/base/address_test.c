#define _GNU_SOURCE
#include "base/address.h"

#include "unit/test.h"

static const struct {
	const char *why;
	struct address a;
	const char *want;
} cases[] = {
	{ "a pipe has none", { .family = ADDRESS_NONE }, "-" },
	{ "a Unix socket", { .family = ADDRESS_UNIX }, "unix" },
	{ "IPv4", { ADDRESS_IPV4, { 192, 0, 2, 1 }, 80 }, "192.0.2.1" },
	{ "IPv4, the least", { ADDRESS_IPV4, { 0 }, 0 }, "0.0.0.0" },
	{ "IPv4, the greatest", { ADDRESS_IPV4, { 255, 255, 255, 255 }, 65535 },
	    "255.255.255.255" },
	{ "no leading zeros, lower case (5952 4.1, 4.3)",
	    { ADDRESS_IPV6,
		{ 0x20, 1, 0x0d, 0xb8, 0, 0x0a, 0xAB, 0xCD, 0, 1, 0, 2, 0, 3, 0,
		    4 },
		0 },
	    "2001:db8:a:abcd:1:2:3:4" },
	{ "zeros in the middle (5952 4.2)",
	    { ADDRESS_IPV6, { 0x20, 1, 0x0d, 0xb8, [15] = 1 }, 443 },
	    "2001:db8::1" },
	{ "all zeros", { ADDRESS_IPV6, { 0 }, 0 }, "::" },
	{ "zeros at the front", { ADDRESS_IPV6, { [15] = 1 }, 0 }, "::1" },
	{ "zeros at the back", { ADDRESS_IPV6, { 0xfe, 0x80 }, 0 }, "fe80::" },
	{ "one group is not shortened (5952 4.2.2)",
	    { ADDRESS_IPV6,
		{ 0x20, 1, 0, 0, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8 }, 0 },
	    "2001:0:3:4:5:6:7:8" },
	{ "one group in front is not shortened",
	    { ADDRESS_IPV6, { 0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8 },
		0 },
	    "0:2:3:4:5:6:7:8" },
	{ "one group at the end is not shortened",
	    { ADDRESS_IPV6, { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0 },
		0 },
	    "1:2:3:4:5:6:7:0" },
	{ "two groups are",
	    { ADDRESS_IPV6, { 0, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 6, 0, 7, 0, 8 },
		0 },
	    "1:2:3::6:7:8" },
	{ "the longest run (5952 4.2.3)",
	    { ADDRESS_IPV6, { 0, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8 },
		0 },
	    "1:0:0:4::8" },
	{ "the first of equals (5952 4.2.3)",
	    { ADDRESS_IPV6, { 0, 1, 0, 0, 0, 0, 0, 4, 0, 5, 0, 0, 0, 0, 0, 8 },
		0 },
	    "1::4:5:0:0:8" },
	{ "seven zeros and one in front", { ADDRESS_IPV6, { [1] = 1 }, 0 },
	    "1::" },
	{ "no zeros",
	    { ADDRESS_IPV6,
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		0 },
	    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "IPv4 mapped into IPv6 is IPv4",
	    { ADDRESS_IPV6,
		{ [10] = 0xff, [11] = 0xff, [12] = 192, [14] = 2, [15] = 7 },
		0 },
	    "192.0.2.7" },
	{ "not quite mapped",
	    { ADDRESS_IPV6,
		{ [10] = 0xff, [11] = 0xfe, [12] = 192, [14] = 2, [15] = 7 },
		0 },
	    "::fffe:c000:207" },
	{ "mapped, but for its front",
	    { ADDRESS_IPV6,
		{ [0] = 1, [10] = 0xff, [11] = 0xff, [12] = 192, [15] = 7 },
		0 },
	    "100::ffff:c000:7" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[64];
		struct text t = TEXT(buf);

		address_put(&t, &cases[i].a);
		OK(text_fits(&t) &&
			span_eq(TEXT_SPAN(t), span_str(cases[i].want)),
		    "%s: %s", cases[i].why, shown(TEXT_SPAN(t)));
	}
	return DONE();
}
