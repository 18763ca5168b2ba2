#include "http/authority.h"

#include "base/address.h"
#include "http/octet.h"

#include <string.h>

bool
authority_is_literal(struct span host)
{
	return host.n > 0 && *host.p == '[';
}

bool
authority_cut(struct span s, struct authority *out)
{
	const char *end =
	    authority_is_literal(s) ? memchr(s.p, ']', s.n) : NULL;
	size_t n = end != NULL ? (size_t)(end - s.p) + 1 : 0;
	struct span head;

	out->has_port = span_cut(span_from(s, n), ':', &head, &out->port);
	out->host = (struct span){ s.p, n + head.n };
	if (!out->has_port)
		out->port = span_from(s, s.n);
	return end == NULL || head.n == 0;
}

bool
authority_port(const struct authority *a, uint64_t *out)
{
	uint64_t port;

	if (a->port.n == 0)
		return true;
	if (!span_u64(a->port, &port) || port > 65535)
		return false;
	*out = port;
	return true;
}

struct span
authority_bare(struct span host)
{
	if (host.n < 2 || *host.p != '[' || host.p[host.n - 1] != ']')
		return host;
	return (struct span){ host.p + 1, host.n - 2 };
}

void
authority_put_host(struct text *t, struct span host)
{
	bool bare =
	    host.n > 0 && *host.p != '[' && memchr(host.p, ':', host.n) != NULL;

	if (bare)
		text_char(t, '[');
	text_put(t, host);
	if (bare)
		text_char(t, ']');
}

/*
 * Returns whether s is an IPvFuture of RFC 3986 3.2.2: "v" 1*HEXDIG "." 1*(
 * name or ":" ).
 */
static bool
is_future(struct span s)
{
	struct span version, rest;

	if (!span_cut(span_from(s, 1), '.', &version, &rest) ||
	    version.n == 0 || rest.n == 0)
		return false;
	for (size_t i = 0; i < version.n; i++)
		if (octet_hex(version.p[i]) < 0)
			return false;
	for (size_t i = 0; i < rest.n; i++)
		if (!octet_is(rest.p[i], OCTET_NAME) && rest.p[i] != ':')
			return false;
	return true;
}

/* Returns whether the host is "[" ( IPv6address / IPvFuture ) "]". */
static bool
is_ip_literal(struct span host)
{
	struct span s = authority_bare(host);
	struct address a;

	if (s.n == 0 || s.n == host.n)
		return false;
	if (*s.p == 'v' || *s.p == 'V')
		return is_future(s);
	return address_parse(s, &a) && a.family == ADDRESS_IPV6;
}

/*
 * Returns whether s is 1*( unreserved / pct-encoded / sub-delims ), which
 * includes IPv4.
 */
static bool
is_name(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (octet_is(s.p[i], OCTET_NAME))
			continue;
		if (octet_escaped(span_from(s, i), '%') < 0)
			return false;
		i += 2;
	}
	return s.n > 0;
}

bool
authority_is_valid(struct span s)
{
	struct authority a;
	uint64_t port;

	if (!authority_cut(s, &a) || !authority_port(&a, &port))
		return false;
	return authority_is_literal(a.host) ? is_ip_literal(a.host)
					    : is_name(a.host);
}
