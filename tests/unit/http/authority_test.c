/* Where host and port are cut, and which authorities are valid (3986 3.2). */
#define _GNU_SOURCE
#include "http/authority.h"

#include "unit/test.h"

#define S(literal)                                                             \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

static const struct {
	const char *why;
	struct span s;
	bool want;
} authorities[] = {
	{ "a name (9110 7.2)", S("example.org"), true },
	{ "a port", S("example.org:80"), true },
	{ "an empty port (3986 3.2.3)", S("example.org:"), true },
	{ "port 0", S("h:0"), true },
	{ "the last port", S("h:65535"), true },
	{ "one more", S("h:65536"), false },
	{ "a port over 64 bits", S("h:18446744073709551696"), false },
	{ "no number", S("h:a"), false },
	{ "a sign", S("h:+80"), false },
	{ "two ports", S("h:80:80"), false },
	{ "a path behind it", S("h:80/"), false },
	{ "nothing", S(""), false },
	{ "a port alone", S(":80"), false },
	{ "a colon alone", S(":"), false },
	{ "IPv4", S("127.0.0.1:80"), true },
	{ "all that a name may hold (3986 3.2.2)", S("aZ09-._~!$&'()*+,;="),
	    true },
	{ "an escape", S("%41b"), true },
	{ "an escape cut short", S("a%4"), false },
	{ "an escape cut shorter", S("a%"), false },
	{ "an escape of no digits", S("%g0"), false },
	{ "its second digit is none", S("%0g"), false },
	{ "userinfo", S("user@h"), false },
	{ "a blank", S("a b"), false },
	{ "a slash", S("a/b"), false },
	{ "a question mark", S("a?b"), false },
	{ "a NUL", S("a\0b"), false },
	{ "a high octet", S("\xc3\xa4"), false },
	{ "a comma between two", S("a,b"), true },
	{ "IPv6 (3986 3.2.2)", S("[::1]"), true },
	{ "the shortest", S("[::]"), true },
	{ "a full one", S("[2001:db8:1:2:3:4:5:6]:443"), true },
	{ "with an IPv4 tail", S("[::ffff:192.0.2.1]"), true },
	{ "an empty port", S("[::1]:"), true },
	{ "its port is none", S("[::1]:x"), false },
	{ "no colon before the port", S("[::1]80"), false },
	{ "no end", S("[::1"), false },
	{ "no start", S("::1]"), false },
	{ "no brackets", S("::1"), false },
	{ "empty brackets", S("[]"), false },
	{ "a bracket alone", S("["), false },
	{ "a name in brackets", S("[example.org]"), false },
	{ "a zone (6874)", S("[fe80::1%25eth0]"), false },
	{ "IPv4 in brackets", S("[127.0.0.1]"), false },
	{ "one colon", S("[1:2]"), false },
	{ "nine colons", S("[1:2:3:4:5:6:7:8:9:a]"), false },
	{ "too long for an address",
	    S("[00000000000000000000000000000000000000000000::1]"), false },
	{ "two brackets", S("[[::1]]"), false },
	{ "three colons", S("[:::]"), false },
	{ "two gaps", S("[1::2::3]"), false },
	{ "a gap for nothing", S("[1:2:3:4::5:6:7:8]"), false },
	{ "a gap for one group", S("[1:2:3::5:6:7:8]"), true },
	{ "a colon at the start", S("[:1:2:3:4:5:6:7]"), false },
	{ "a colon at the end", S("[1:2:3:4:5:6:7:]"), false },
	{ "a gap at the end", S("[1::]"), true },
	{ "seven groups", S("[1:2:3:4:5:6:7]"), false },
	{ "five digits", S("[::12345]"), false },
	{ "six groups and IPv4", S("[1:2:3:4:5:6:192.0.2.1]"), true },
	{ "seven groups and IPv4", S("[1:2:3:4:5:6:7:192.0.2.1]"), false },
	{ "an IPv4 tail that is none", S("[::192.0.2.256]"), false },
	{ "an IPv4 tail with a leading zero", S("[::192.0.02.1]"), false },
	{ "an IPv4 tail of three", S("[::192.0.2]"), false },
	{ "IPv4 not at the tail", S("[::192.0.2.1:1]"), false },
	{ "IPvFuture (3986 3.2.2)", S("[v1f.a:b]:80"), true },
	{ "IPvFuture without a version", S("[v.a]"), false },
	{ "IPvFuture without an address", S("[v1.]"), false },
};

#define NO_PORT NULL

static const struct {
	const char *why, *authority;
	bool good;
	const char *host, *port, *bare;
} cuts[] = {
	{ "a name", "example.org", true, "example.org", NO_PORT,
	    "example.org" },
	{ "and a port", "a:80", true, "a", "80", "a" },
	{ "an empty port", "a:", true, "a", "", "a" },
	{ "an empty host", ":80", true, "", "80", "" },
	{ "nothing", "", true, "", NO_PORT, "" },
	{ "the first of two colons", "a:b:80", true, "a", "b:80", "a" },
	{ "an IP literal", "[::1]", true, "[::1]", NO_PORT, "::1" },
	{ "and a port", "[::1]:80", true, "[::1]", "80", "::1" },
	{ "and an empty port", "[::1]:", true, "[::1]", "", "::1" },
	{ "IPv6 without brackets", "::1", true, "", ":1", "" },
	{ "bytes behind the bracket", "[::1]80", false, "[::1]80", NO_PORT,
	    "[::1]80" },
	{ "and a port behind them", "[::1]x:80", false, "[::1]x", "80",
	    "[::1]x" },
	{ "no closing bracket", "[a:80", true, "[a", "80", "[a" },
	{ "empty brackets", "[]", true, "[]", NO_PORT, "" },
	{ "a closing bracket alone", "a]:80", true, "a]", "80", "a]" },
};

static void
test_cuts(void)
{
	for (size_t i = 0; i < COUNT(cuts); i++) {
		struct span s = guarded(cuts[i].authority);
		const char *port = cuts[i].port;
		struct authority a;
		bool good = authority_cut(s, &a);

		OK(good == cuts[i].good &&
			span_eq(a.host, span_str(cuts[i].host)) &&
			a.has_port == (port != NO_PORT) &&
			span_eq(a.port, span_str(port != NULL ? port : "")) &&
			span_eq(authority_bare(a.host), span_str(cuts[i].bare)),
		    "cut: %s: %s", cuts[i].why, shown(s));
	}
}

static const struct {
	const char *port;
	bool good;
	uint64_t want; /* 7: the port is left as it was */
} ports[] = {
	{ "a:1", true, 1 },
	{ "a:65535", true, 65535 },
	{ "a:65536", false, 7 },
	{ "a:00080", true, 80 },
	{ "a:99999999999999999999", false, 7 },
	{ "a:0", true, 0 },
	{ "a:", true, 7 },
	{ "a", true, 7 },
	{ "a:-1", false, 7 },
	{ "a:b", false, 7 },
};

static void
test_ports(void)
{
	for (size_t i = 0; i < COUNT(ports); i++) {
		struct authority a;
		uint64_t port = 7;

		OK(authority_cut(guarded(ports[i].port), &a) &&
			authority_port(&a, &port) == ports[i].good &&
			port == ports[i].want,
		    "port: %s", ports[i].port);
	}
}

static const struct {
	const char *host, *want;
} written[] = {
	{ "example.org", "example.org" },
	{ "127.0.0.1", "127.0.0.1" },
	{ "::1", "[::1]" },
	{ "[::1]", "[::1]" },
	{ "", "" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(authorities); i++) {
		struct span s =
		    guarded_n(authorities[i].s.p, authorities[i].s.n);

		OK(authority_is_valid(s) == authorities[i].want,
		    "authority: %s: %s", authorities[i].why, shown(s));
	}
	test_cuts();
	test_ports();
	for (size_t i = 0; i < COUNT(written); i++) {
		char buf[64];
		struct text t = TEXT(buf);

		authority_put_host(&t, guarded(written[i].host));
		OK(span_eq(TEXT_SPAN(t), span_str(written[i].want)), "put: %s",
		    written[i].host);
	}
	return DONE();
}
