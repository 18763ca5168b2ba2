#include "http/forwarded.h"

#include "http/authority.h"

#include <string.h>

/*
 * Returns the length up to the separator outside of quoted strings, or -1 if a
 * quoted string does not end.
 */
static int
length_to(struct span s, char separator)
{
	bool quoted = false;
	size_t i;

	for (i = 0; i < s.n && (quoted || s.p[i] != separator); i++) {
		if (quoted && s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			quoted = !quoted;
	}
	return quoted || i > s.n ? -1 : (int)i;
}

bool
forwarded_next(struct span *s, struct span *element)
{
	while (s->n > 0) {
		int n = length_to(*s, ',');

		if (n < 0)
			return false;
		*element = span_trim((struct span){ s->p, (size_t)n });
		*s = span_from(*s, (size_t)n < s->n ? (size_t)n + 1 : s->n);
		if (element->n > 0)
			return true;
	}
	return false;
}

static struct span
unquoted(struct span s)
{
	if (s.n >= 2 && *s.p == '"' && s.p[s.n - 1] == '"')
		s = (struct span){ s.p + 1, s.n - 2 };
	return s;
}

/* 6.3: reads a decimal port, or an obfuscated one, which is "_" and a token. */
static bool
read_port(struct span s, uint16_t *port)
{
	uint64_t v;

	*port = 0;
	if (s.n > 1 && *s.p == '_')
		return true;
	if (s.n == 0 || s.n > 5 || !span_u64(s, &v) || v > 65535)
		return false;
	*port = (uint16_t)v;
	return true;
}

/* Cuts "[2001:db8::1]:4711"; an IPv6 address without brackets has no port. */
static bool
cut_node(struct span s, struct authority *a)
{
	if (!authority_cut(s, a))
		return false;
	if (authority_is_literal(s)) {
		a->host = authority_bare(a->host);
		return !authority_is_literal(a->host) &&
		       memchr(a->host.p, ':', a->host.n) != NULL;
	}
	if (a->has_port && memchr(a->port.p, ':', a->port.n) != NULL)
		*a = (struct authority){ s, span_from(s, s.n), false };
	return true;
}

bool
forwarded_node(struct span s, struct address *out)
{
	struct authority node;
	struct address a;

	if (!cut_node(unquoted(s), &node) || node.host.n == 0 ||
	    !address_parse(node.host, &a))
		return false;
	if (a.family != ADDRESS_IPV4 && a.family != ADDRESS_IPV6)
		/* "unix" and "-" are names that base/address made up */
		return false;
	a = address_unmapped(&a);
	a.port = 0;
	if (node.has_port && !read_port(node.port, &a.port))
		return false;
	*out = a;
	return true;
}

bool
forwarded_for(struct span element, struct address *out)
{
	bool found = false;

	while (element.n > 0) {
		int n = length_to(element, ';');
		struct span pair, name, value;

		if (n < 0)
			return false;
		pair = span_trim((struct span){ element.p, (size_t)n });
		element = span_from(
		    element, (size_t)n < element.n ? (size_t)n + 1 : element.n);
		if (pair.n == 0)
			continue;
		if (!span_cut(pair, '=', &name, &value))
			return false;
		if (!span_eq_nocase(name, SPAN("for")))
			continue;
		if (found || !forwarded_node(value, out))
			return false; /* 4: a parameter may not be repeated */
		found = true;
	}
	return found;
}
