#include "site/vhost.h"

#include "base/address.h"
#include "base/limits.h"
#include "http/authority.h"

/*
 * Returns true for a letter, digit or hyphen (RFC 1123 2.1), or "_", which
 * occurs as well.
 */
static bool
is_in_label(char c)
{
	c = (char)span_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_';
}

static bool
is_name(struct span s)
{
	bool dot = true; /* a label has to follow */

	if (s.n > LIMIT_HOST)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' ? dot : !is_in_label(s.p[i]))
			return false;
		dot = s.p[i] == '.';
	}
	return !dot;
}

/*
 * Appends the canonical form of an address, since an address can be written in
 * many forms.
 */
static bool
put_literal(struct text *t, struct span s)
{
	struct address a;

	if (!address_parse(authority_bare(s), &a) || a.family != ADDRESS_IPV6)
		return false;
	address_put(t, &a);
	return true;
}

bool
vhost_put(struct text *t, struct span authority)
{
	struct authority a;
	struct span host;

	if (!authority_cut(authority, &a))
		return false;
	host = a.host;
	if (authority_is_literal(host))
		return put_literal(t, host);
	if (host.n > 0 && host.p[host.n - 1] == '.')
		/* a dot at the end means the root of DNS, and the same host */
		host.n--;
	if (!is_name(host))
		return false;
	for (size_t i = 0; i < host.n; i++)
		text_char(t, (char)span_lower(host.p[i]));
	return true;
}

struct span
vhost_port(struct span authority)
{
	struct authority a;

	/* the host of a valid request is valid */
	(void)authority_cut(authority, &a);
	return a.port.n > 0 ? a.port : SPAN("80");
}
