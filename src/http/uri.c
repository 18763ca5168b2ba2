#include "http/uri.h"

#include "base/escape.h"
#include "base/limits.h"
#include "http/authority.h"
#include "http/octet.h"

#include <string.h>

/*
 * Appends a path or query in normal form (3986 6.2.2.1, 6.2.2.2).  A stray "%"
 * is escaped, too: once the escape after it is undone, it could start one.
 */
static void
put_normal(struct text *t, struct span s)
{
	while (s.n > 0) {
		int c = octet_escaped(s, '%');

		if (c >= 0) {
			s = span_from(s, 2);
			if (octet_is((char)c, OCTET_UNRESERVED))
				text_char(t, (char)c);
			else
				escape_percent(t, (char)c);
		} else if (octet_is(*s.p, OCTET_PATH) || *s.p == '?') {
			text_char(t, *s.p);
		} else {
			escape_percent(t, *s.p);
		}
		s = span_from(s, 1);
	}
}

static void
put_lower(struct text *t, struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		text_char(t, s.p[i] >= 'A' && s.p[i] <= 'Z'
				 ? (char)(s.p[i] | 0x20)
				 : s.p[i]);
}

/*
 * A host is case-insensitive (3986 6.2.2.1), but the zone of an IPv6 address is
 * the name of an interface (6874 2), which is not.
 */
static void
put_host(struct text *t, struct span host)
{
	const char *zone =
	    authority_is_literal(host) ? memchr(host.p, '%', host.n) : NULL;
	size_t n = zone != NULL ? (size_t)(zone - host.p) : host.n;

	put_lower(t, (struct span){ host.p, n });
	if (zone == NULL)
		return;
	text_put(t, SPAN("%25"));
	host = span_from(host, n);
	text_put(t, span_from(host, span_starts(host, SPAN("%25")) ? 3 : 1));
}

/*
 * Removes dot segments from the path that starts at byte `from` of *t, in place
 * (3986 5.2.4).
 */
static void
remove_dots(struct text *t, size_t from)
{
	size_t end = t->n, at = from;

	t->n = from;
	while (at < end) {
		size_t n = 1;
		struct span segment;

		while (at + n < end && t->p[at + n] != '/')
			n++;
		segment = (struct span){ t->p + at + 1, n - 1 };
		if (span_eq(segment, SPAN("..")))
			while (t->n > from && t->p[--t->n] != '/')
				continue;
		else if (!span_eq(segment, SPAN("."))) {
			memmove(t->p + t->n, t->p + at, n);
			t->n += n;
			at += n;
			continue;
		}
		at += n;
		if (at >= end) /* "/a/.." is the directory "/" */
			t->p[t->n++] = '/';
	}
}

/* Returns the length of the authority at the start of s. */
static size_t
authority_length(struct span s)
{
	size_t n = 0;

	while (n < s.n && memchr("/?#\\", s.p[n], 4) == NULL)
		n++;
	return n;
}

/*
 * Appends the port; the default port and ":" alone are left out (9110 4.2.3).
 */
static bool
put_authority(struct text *t, struct span s, bool secure)
{
	struct authority a;
	uint64_t number = 0;

	if (!authority_cut(s, &a) || !authority_port(&a, &number) ||
	    a.host.n == 0 || (a.port.n > 0 && number == 0))
		return false;
	put_host(t, a.host);
	if (a.port.n > 0 && number != (secure ? 443 : 80)) {
		text_char(t, ':');
		text_u64(t, number);
	}
	return true;
}

/*
 * Returns the length of the zone that s begins with: "%25" and all up to the
 * bracket (6874 2).  People also write "%" alone, as ip(8) prints it, which
 * 6874 3 asks a reader to accept.  The length is 0 if there is no zone.
 */
static size_t
zone_length(struct span s)
{
	size_t sign = span_starts(s, SPAN("%25")) ? 3 : 1, n = sign;

	if (s.n == 0 || *s.p != '%')
		return 0;
	while (n < s.n && octet_is(s.p[n], OCTET_UNRESERVED))
		n++;
	return n > sign && n < s.n && s.p[n] == ']' ? n : 0;
}

/*
 * Octets beyond ASCII belong to an internationalised name, which the resolver
 * handles.  A zone is checked here: no Host field may have one.
 */
static bool
is_host(struct span authority)
{
	char room[LIMIT_URI];
	struct text plain = TEXT(room);

	for (size_t i = 0; i < authority.n; i++) {
		if (authority_is_literal(authority))
			i += zone_length(span_from(authority, i));
		text_char(
		    &plain, authority.p[i] & (char)0x80 ? 'x' : authority.p[i]);
	}
	return plain.n > 0 && text_fits(&plain) &&
	       authority_is_valid(TEXT_SPAN(plain));
}

/* Appends the part after "//", which is s; the scheme is appended already. */
static enum uri_answer
put_rest(struct text *t, struct span s, bool secure, struct span *userinfo)
{
	struct span authority = { s.p, authority_length(s) }, fragment, query;
	const char *end = s.p + authority.n;
	size_t path;
	bool asks;

	s = span_from(s, authority.n);
	*userinfo = (struct span){ authority.p, 0 };
	for (const char *p = end; p > authority.p; p--)
		/* the last "@" counts, since passwords may contain "@" */
		if (p[-1] == '@') {
			userinfo->n = (size_t)(p - 1 - authority.p);
			authority = (struct span){ p, (size_t)(end - p) };
			break;
		}
	if (!is_host(authority) || !put_authority(t, authority, secure))
		return URI_BAD;
	(void)span_cut(s, '#', &s, &fragment);
	asks = span_cut(s, '?', &s, &query);
	path = t->n;
	if (s.n == 0 || *s.p != '/')
		text_char(t, '/');
	put_normal(t, s);
	if (!text_fits(t)) /* remove_dots works in place */
		return URI_BAD;
	remove_dots(t, path);
	if (asks) {
		text_char(t, '?');
		put_normal(t, query);
	}
	return text_fits(t) ? URI_GOOD : URI_BAD;
}

/*
 * Returns the length of the scheme at the start of s, without its colon, or 0.
 */
static size_t
scheme_length(struct span s)
{
	size_t n = 0;

	while (n < s.n &&
	       (octet_is(s.p[n], OCTET_UNRESERVED) || s.p[n] == '+') &&
	       s.p[n] != '_' && s.p[n] != '~')
		n++;
	return n < s.n && s.p[n] == ':' ? n : 0;
}

static bool
has_control(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return true;
	return false;
}

enum uri_answer
uri_normalise(struct span typed, struct text *t, struct span *userinfo)
{
	size_t n = scheme_length(typed);
	struct span scheme = { typed.p, n }, rest = typed;
	bool secure = span_eq_nocase(scheme, SPAN("https"));

	if (typed.n == 0 || typed.n > LIMIT_URI || has_control(typed))
		return URI_BAD;
	if (secure || span_eq_nocase(scheme, SPAN("http"))) {
		rest = span_from(typed, n + 1);
		if (!span_starts(rest, SPAN("//")))
			return URI_BAD;
		rest = span_from(rest, 2);
	} else if (n > 0 && span_starts(span_from(typed, n), SPAN("://"))) {
		return URI_SCHEME;
	}
	text_put(t, secure ? SPAN("https://") : SPAN("http://"));
	return put_rest(t, rest, secure, userinfo);
}

void
uri_split(struct span normal, struct uri *u)
{
	struct span rest, authority;
	struct authority a;

	(void)span_cut(normal, ':', &u->scheme, &rest);
	rest = span_from(rest, 2);
	authority = (struct span){ rest.p, authority_length(rest) };
	u->origin = (struct span){ normal.p, u->scheme.n + 3 + authority.n };
	(void)authority_cut(authority, &a); /* a normal form is valid */
	u->host = a.host;
	u->port = a.port;
	(void)span_cut(span_from(rest, authority.n), '?', &u->path, &u->query);
}

bool
uri_same_origin(struct span a, struct span b)
{
	struct uri ua, ub;

	uri_split(a, &ua);
	uri_split(b, &ub);
	return span_eq(ua.origin, ub.origin);
}

struct span
uri_base_name(struct span normal)
{
	struct uri u;
	size_t n;

	uri_split(normal, &u);
	for (n = u.path.n; n > 0 && u.path.p[n - 1] != '/'; n--)
		continue;
	return span_from(u.path, n);
}

/* 3986 5.2.2, for a reference with neither scheme nor authority. */
static void
merge(const struct uri *base, struct span ref, struct text *t)
{
	size_t keep = base->path.n;

	text_put(t, base->origin);
	if (ref.n > 0 && *ref.p == '/') {
		text_put(t, ref);
		return;
	}
	if (ref.n > 0 && *ref.p != '?' && *ref.p != '#')
		while (keep > 0 && base->path.p[keep - 1] != '/')
			keep--;
	text_put(t, (struct span){ base->path.p, keep });
	if (ref.n == 0 || *ref.p == '#') {
		if (base->query.n > 0) {
			text_char(t, '?');
			text_put(t, base->query);
		}
		return;
	}
	text_put(t, ref);
}

enum uri_answer
uri_resolve(struct span base, struct span ref, struct text *t)
{
	char whole[2 * LIMIT_URI];
	struct text w = TEXT(whole);
	struct span userinfo;
	struct uri u;

	uri_split(base, &u);
	if (scheme_length(ref) > 0) {
		struct span scheme = { ref.p, scheme_length(ref) };

		if (!span_eq_nocase(scheme, SPAN("http")) &&
		    !span_eq_nocase(scheme, SPAN("https")))
			return URI_SCHEME;
		text_put(&w, ref);
	} else if (span_starts(ref, SPAN("//"))) {
		text_put(&w, u.scheme);
		text_char(&w, ':');
		text_put(&w, ref);
	} else {
		merge(&u, ref, &w);
	}
	if (!text_fits(&w))
		return URI_BAD;
	return uri_normalise(TEXT_SPAN(w), t, &userinfo);
}

void
uri_put_decoded(struct text *t, struct span s)
{
	while (s.n > 0) {
		int c = octet_escaped(s, '%');

		text_char(t, c >= 0 ? (char)c : *s.p);
		s = span_from(s, c >= 0 ? 3 : 1);
	}
}
