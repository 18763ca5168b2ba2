/* A PROXY header that we write is read back as the same values. */
#define _GNU_SOURCE
#include "http/proxy_put.h"

#include "unit/test.h"

static const struct address v4 = { ADDRESS_IPV4, { 192, 0, 2, 1 }, 56324 };
static const struct address v4_own = { ADDRESS_IPV4, { 192, 0, 2, 2 }, 443 };
static const struct address v6 = { ADDRESS_IPV6, { 32, 1, 13, 184, 1 }, 1 };
static const struct address v6_own = { ADDRESS_IPV6, { 32, 1, 13 }, 8443 };
static const struct address by_unix = { ADDRESS_UNIX, { 0 }, 0 };
static const struct address none = { ADDRESS_NONE, { 0 }, 0 };

static char long_name[2 * LIMIT_HOST]; /* not longer than LIMIT_SUBJECT */

static const struct {
	const char *why;
	const struct address *source, *own;
	bool on;
	const char *protocol, *cipher, *name;
	enum address_family family;
} cases[] = {
	{ "IPv4", &v4, &v4_own, true, "TLSv1.3", "AES", "a.org", ADDRESS_IPV4 },
	{ "IPv6", &v6, &v6_own, true, "TLSv1.2", "AES", "", ADDRESS_IPV6 },
	{ "a Unix socket", &by_unix, &by_unix, true, "TLSv1.3", "AES", "a",
	    ADDRESS_UNIX },
	{ "two families", &v4, &v6_own, true, "", "", "", ADDRESS_UNIX },
	{ "no address", &none, &none, true, "", "", "", ADDRESS_UNIX },
	{ "without TLS", &v4, &v4_own, false, "", "", "", ADDRESS_IPV4 },
	{ "without TLS, a name", &v4, &v4_own, false, "", "", "a",
	    ADDRESS_IPV4 },
	{ "the longest of all", &none, &none, true, long_name, long_name,
	    long_name, ADDRESS_UNIX },
};

static bool
same(struct span have, const char *want)
{
	struct span s = span_str(want);

	s.n = s.n < LIMIT_HOST ? s.n : LIMIT_HOST;
	return span_eq(have, s);
}

/* A name of the client is written whole or not at all. */
static void
test_client(void)
{
	struct proxy_tls tls = { .on = true,
		.verified = true,
		.client_name = SPAN("alice"),
		.client_subject = SPAN("CN=alice,O=a") };
	char buf[PROXY_PUT_ROOM];
	struct text t = TEXT(buf);
	struct proxy_header h = { 0 };
	const char *why = "";

	proxy_put(&t, &v4, &v4_own, &tls);
	OK(proxy_parse(guarded_n(buf, t.n), &h, &why) == PROXY_RELAYED &&
		h.n == t.n && h.tls.verified &&
		span_eq(h.tls.client_name, tls.client_name) &&
		span_eq(h.tls.client_subject, tls.client_subject),
	    "a client is read as it was written (%s)", why);
	tls.client_name = tls.client_subject =
	    (struct span){ long_name, LIMIT_HOST + 1 };
	t.n = 0;
	proxy_put(&t, &v4, &v4_own, &tls);
	OK(proxy_parse(guarded_n(buf, t.n), &h, &why) == PROXY_RELAYED &&
		h.n == t.n && h.tls.client_name.n == 0 &&
		h.tls.client_subject.n == LIMIT_HOST + 1,
	    "a name that is too long is left out (%s)", why);
	tls.verified = false;
	tls.client_name = SPAN("alice");
	t.n = 0;
	proxy_put(&t, &v4, &v4_own, &tls);
	OK(proxy_parse(guarded_n(buf, t.n), &h, &why) == PROXY_RELAYED &&
		h.n == t.n && !h.tls.verified && h.tls.client_name.n == 0 &&
		h.tls.client_subject.n == 0,
	    "2.2.5: a client that is not verified has no name (%s)", why);
}

int
main(void)
{
	memset(long_name, 'a', sizeof long_name - 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct proxy_tls tls = { cases[i].on,
			span_str(cases[i].protocol), span_str(cases[i].cipher),
			span_str(cases[i].name), .verified = cases[i].on,
			.client_name = span_str(cases[i].name),
			.client_subject = span_str(cases[i].name) };
		char buf[PROXY_PUT_ROOM];
		struct text t = TEXT(buf);
		struct proxy_header h = { 0 };
		const char *why = "";

		proxy_put(&t, cases[i].source, cases[i].own, &tls);
		OK(text_fits(&t), "%s: there is room (%zu)", cases[i].why, t.n);
		OK(proxy_parse(guarded_n(buf, t.n), &h, &why) ==
			    PROXY_RELAYED &&
			h.n == t.n && h.source.family == cases[i].family &&
			h.tls.on == cases[i].on,
		    "%s: it is read (%s)", cases[i].why, why);
		OK(same(h.tls.protocol, cases[i].protocol) &&
			same(h.tls.cipher, cases[i].cipher) &&
			same(h.tls.server_name, cases[i].name),
		    "%s: what it says of TLS", cases[i].why);
		OK(h.source.family == ADDRESS_UNIX ||
			(h.source.port == cases[i].source->port &&
			    h.port == cases[i].own->port &&
			    memcmp(h.source.byte, cases[i].source->byte, 16) ==
				0),
		    "%s: addresses and ports", cases[i].why);
	}
	test_client();
	return DONE();
}
