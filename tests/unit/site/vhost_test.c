/* Hosts as names of directories, and hosts that cannot be such a name. */
#define _GNU_SOURCE
#include "site/vhost.h"

#include "base/limits.h"
#include "unit/test.h"

static const struct {
	const char *why, *authority,
	    *name; /* NULL: the host has no directory */
} cases[] = {
	{ "a name", "a.example", "a.example" },
	{ "a port is not of the host (9110 7.2)", "a.example:8080",
	    "a.example" },
	{ "an empty port (3986 3.2.3)", "a.example:", "a.example" },
	{ "in any case (9110 4.2.3)", "A.ExAmPlE", "a.example" },
	{ "the root of DNS (RFC 1034 3.1)", "a.example.", "a.example" },
	{ "and a port behind it", "a.example.:80", "a.example" },
	{ "one label", "localhost", "localhost" },
	{ "hyphens and low lines", "a-b_c.x--1", "a-b_c.x--1" },
	{ "digits first (RFC 1123 2.1)", "3com.example", "3com.example" },
	{ "an IPv4 address", "192.0.2.1:80", "192.0.2.1" },
	{ "an IPv6 address", "[2001:db8::1]", "2001:db8::1" },
	{ "an IPv6 address and a port", "[2001:db8::1]:80", "2001:db8::1" },
	{ "of many forms one (RFC 5952)", "[2001:DB8:0:0::0:1]",
	    "2001:db8::1" },
	{ "one that is an IPv4 address", "[::ffff:192.0.2.1]", "192.0.2.1" },
	{ "the unspecified address", "[::]", "::" },
	{ "no host (HTTP/1.0)", "", NULL },
	{ "a port alone", ":80", NULL },
	{ "this directory", ".", NULL },
	{ "the one above", "..", NULL },
	{ "and with a dot more", "...", NULL },
	{ "a hidden name", ".git", NULL },
	{ "an empty label", "a..b", NULL },
	{ "two dots at the end", "a..", NULL },
	{ "a slash", "a/b", NULL },
	{ "a backslash", "a\\b", NULL },
	{ "an encoded slash", "a%2fb", NULL },
	{ "encoded dots", "%2e%2e", NULL },
	{ "an encoded letter: not the syntax of DNS (3986 3.2.2)",
	    "%61.example", NULL },
	{ "sub-delims", "a!$&'()*+,;=", NULL },
	{ "a tilde", "~a", NULL },
	{ "UTF-8: the A-label is what travels (RFC 5891)",
	    "gr\303\274n.example", NULL },
	{ "a future address", "[v1.a:b]", NULL },
	{ "a zone", "[fe80::1%25eth0]", NULL },
	{ "brackets around a name", "[a]", NULL },
	{ "around an IPv4 address", "[192.0.2.1]", NULL },
	{ "around words that are addresses here", "[unix]", NULL },
	{ "a bracket alone", "[", NULL },
	{ "brackets alone", "[]", NULL },
	{ "no bracket at the end", "[::1", NULL },
	{ "an address without brackets is a name and a port", "::1", NULL },
};

static void
check(const char *why, struct span authority, const char *name)
{
	char buf[LIMIT_HOST + 1];
	struct text t = TEXT(buf);
	bool good = vhost_put(&t, authority);

	OK(good == (name != NULL) && text_fits(&t) &&
		span_eq(TEXT_SPAN(t), span_str(name != NULL ? name : "")),
	    "%s: '%s'", why, shown(authority));
}

static void
test_lengths(void)
{
	char name[LIMIT_HOST + 3];

	memset(name, 'a', sizeof name);
	name[LIMIT_HOST] = '\0';
	check("the longest name there is (RFC 1035 2.3.4)",
	    guarded_n(name, LIMIT_HOST), name);
	name[LIMIT_HOST] = '.';
	name[LIMIT_HOST + 1] = '\0';
	check("a longer one", guarded_n(name, LIMIT_HOST + 2), NULL);
	check("a NUL in it", guarded_n("a\0b", 3), NULL);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		check(cases[i].why, guarded(cases[i].authority), cases[i].name);
	test_lengths();
	OK(span_eq(vhost_port(SPAN("a:8080")), SPAN("8080")), "a port");
	OK(span_eq(vhost_port(SPAN("[::1]:8080")), SPAN("8080")),
	    "a port behind brackets");
	OK(span_eq(vhost_port(SPAN("a")), SPAN("80")) &&
		span_eq(vhost_port(SPAN("a:")), SPAN("80")) &&
		span_eq(vhost_port(SPAN("[::1]")), SPAN("80")) &&
		span_eq(vhost_port(SPAN("")), SPAN("80")),
	    "no port is that of http (9110 4.2.1)");
	return DONE();
}
