#include "http/target.h"

#include "base/escape.h"
#include "http/authority.h"
#include "http/octet.h"

#include <string.h>

/*
 * Returns whether s is in authority-form, where the port is required (9112
 * 3.2.3, 9110 9.3.6).
 */
static bool
is_host_and_port(struct span s)
{
	struct authority a;

	return authority_is_valid(s) && authority_cut(s, &a) && a.port.n > 0;
}

enum refusal
target_decode(struct span segment, struct text *t)
{
	for (size_t i = 0; i < segment.n; i++) {
		int c;

		if (segment.p[i] != '%') {
			text_char(t, segment.p[i]);
			continue;
		}
		c = octet_escaped(span_from(segment, i), '%');
		if (c <= 0 || c == '/')
			return REFUSE_TARGET_ESCAPE;
		text_char(t, (char)c);
		i += 2;
	}
	return REFUSE_NOT;
}

/* Drops the last segment of *t.  Returns false if there is none. */
static bool
climb(struct text *t)
{
	if (t->n == 0)
		return false;
	while (t->n > 0 && t->p[t->n - 1] != '/')
		t->n--;
	if (t->n > 0)
		t->n--;
	return true;
}

/* Appends one segment; an empty one and a dot segment add nothing. */
static enum refusal
push(struct span segment, struct text *t, bool *directory)
{
	size_t before = t->n, at;
	struct span name;
	enum refusal why;

	if (t->n > 0)
		text_char(t, '/');
	at = t->n;
	why = target_decode(segment, t);
	if (why != REFUSE_NOT)
		return why;
	if (t->n >= t->room) /* one byte is kept for the NUL */
		return REFUSE_PATH_LONG;
	name = (struct span){ t->p + at, t->n - at };
	*directory = name.n == 0 || span_eq(name, SPAN(".")) ||
		     span_eq(name, SPAN(".."));
	if (!*directory)
		return REFUSE_NOT;
	t->n = before;
	if (name.n == 2 && !climb(t))
		return REFUSE_TARGET_CLIMBS;
	return REFUSE_NOT;
}

/* Reads absolute-path [ "?" query ]. */
static enum refusal
parse_path(struct span s, struct text room, struct target *out)
{
	struct span path, segment;
	struct text t;
	bool more;

	out->has_query = span_cut(s, '?', &path, &out->query);
	/*
	 * Decoding never makes a path longer, and the NUL takes the place of
	 * the leading slash.
	 */
	t.n = 0;
	t.room = path.n < room.room ? path.n : room.room;
	t.p = room.p + room.room - t.room;
	path = span_from(path, 1); /* the leading slash */
	do {
		enum refusal why;

		more = span_cut(path, '/', &segment, &path);
		why = push(segment, &t, &out->directory);
		if (why != REFUSE_NOT)
			return why;
	} while (more);
	out->path = TEXT_SPAN(t);
	text_char(&t, '\0');
	return REFUSE_NOT;
}

/* Reads http://authority[/path][?query]; s is the part after the scheme. */
static enum refusal
parse_absolute(
    struct span s, enum method method, struct text room, struct target *out)
{
	enum refusal why;
	size_t n = 0;

	while (n < s.n && s.p[n] != '/' && s.p[n] != '?')
		n++;
	out->form = TARGET_ABSOLUTE;
	out->authority = (struct span){ s.p, n };
	/* 9110 4.2.1: an empty authority is refused as well */
	if (!authority_is_valid(out->authority))
		return REFUSE_TARGET;
	s = span_from(s, n);
	if (s.n == 0 && method == METHOD_OPTIONS) {
		out->form = TARGET_ASTERISK; /* 9112 3.2.4 */
		return REFUSE_NOT;
	}
	if (s.n > 0 && *s.p == '/')
		return parse_path(s, room, out);
	/* An empty path is "/" (9110 4.2.3), with or without a query. */
	why = parse_path(SPAN("/"), room, out);
	out->has_query = s.n > 0;
	out->query = s.n > 0 ? span_from(s, 1) : s;
	return why;
}

static bool
take_scheme(struct span *s, struct span scheme)
{
	if (s->n < scheme.n ||
	    !span_eq_nocase((struct span){ s->p, scheme.n }, scheme))
		return false;
	*s = span_from(*s, scheme.n);
	return true;
}

enum refusal
target_parse(
    struct span raw, enum method method, struct text room, struct target *out)
{
	out->form = TARGET_ORIGIN;
	out->authority = out->query = (struct span){ raw.p, 0 };
	out->has_query = out->directory = out->secure = false;
	out->path = SPAN("");
	if (!octet_all(raw, OCTET_TARGET))
		return REFUSE_TARGET;
	if (method == METHOD_CONNECT) {
		out->form = TARGET_AUTHORITY;
		out->authority = raw;
		return is_host_and_port(raw) ? REFUSE_NOT : REFUSE_TARGET;
	}
	if (*raw.p == '/')
		return parse_path(raw, room, out);
	if (span_eq(raw, SPAN("*")) && method == METHOD_OPTIONS) {
		out->form = TARGET_ASTERISK;
		return REFUSE_NOT;
	}
	out->secure = take_scheme(&raw, SPAN("https://"));
	if (out->secure || take_scheme(&raw, SPAN("http://")))
		return parse_absolute(raw, method, room, out);
	return REFUSE_TARGET;
}

static void
put_octet(struct text *t, char c)
{
	if (octet_is(c, OCTET_PATH))
		text_char(t, c);
	else
		escape_percent(t, c);
}

void
target_put_path(struct text *t, struct span path)
{
	for (size_t i = 0; i < path.n; i++)
		put_octet(t, path.p[i]);
}

void
target_put_path_as(struct text *t, struct span path, text_form *put)
{
	for (size_t i = 0; i < path.n; i++) {
		char buf[3];
		struct text octet = TEXT(buf);

		put_octet(&octet, path.p[i]);
		put(t, TEXT_SPAN(octet));
	}
}
