#include "http/target.h"

#include "http/octet.h"

#include <string.h>

/* "[" ... "]" as far as it can be told without resolving it. */
static bool
is_ip_literal(struct span s)
{
	size_t colons = 0;

	if (s.n < 4 || s.n > 47 || *s.p != '[' || s.p[s.n - 1] != ']')
		return false;
	for (size_t i = 1; i < s.n - 1; i++) {
		colons += s.p[i] == ':';
		if (s.p[i] != ':' && s.p[i] != '.' && octet_hex(s.p[i]) < 0)
			return false;
	}
	return colons >= 2 && colons <= 8;
}

/* 1*( unreserved / pct-encoded / sub-delims ); covers IPv4 too. */
static bool
is_name(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (octet_is(s.p[i], OCTET_NAME))
			continue;
		if (s.p[i] != '%' || s.n - i < 3 || octet_hex(s.p[i + 1]) < 0 ||
		    octet_hex(s.p[i + 2]) < 0)
			return false;
		i += 2;
	}
	return s.n > 0;
}

static bool
is_port(struct span s)
{
	uint64_t port;

	return s.n == 0 || (span_u64(s, &port) && port <= 65535);
}

bool
target_is_authority(struct span s)
{
	struct span host, port = { s.p, 0 };
	const char *end;

	if (s.n > 0 && *s.p == '[') {
		end = memchr(s.p, ']', s.n);
		if (end == NULL)
			return false;
		host = (struct span){ s.p, (size_t)(end - s.p) + 1 };
		port = span_from(s, host.n);
		if (port.n > 0 && *port.p != ':')
			return false;
		if (port.n > 0)
			port = span_from(port, 1);
		return is_ip_literal(host) && is_port(port);
	}
	(void)span_cut(s, ':', &host, &port); /* a port is optional */
	return is_name(host) && is_port(port);
}

/* Decodes one segment behind what *t holds. */
static enum refusal
decode(struct span segment, struct text *t)
{
	for (size_t i = 0; i < segment.n; i++) {
		int high, low;

		if (segment.p[i] != '%') {
			text_char(t, segment.p[i]);
			continue;
		}
		if (segment.n - i < 3)
			return REFUSE_TARGET_ESCAPE;
		high = octet_hex(segment.p[i + 1]);
		low = octet_hex(segment.p[i + 2]);
		if (high < 0 || low < 0)
			return REFUSE_TARGET_ESCAPE;
		if ((high == 0 && low == 0) || high * 16 + low == '/')
			return REFUSE_TARGET_ESCAPE;
		text_char(t, (char)(high * 16 + low));
		i += 2;
	}
	return REFUSE_NOT;
}

/* Drops the last segment of what *t holds; false if there is none. */
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
	why = decode(segment, t);
	if (why != REFUSE_NOT)
		return why;
	if (t->n >= t->room) /* one byte is kept for the NUL */
		return REFUSE_TARGET_LONG;
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

/* absolute-path [ "?" query ] */
static enum refusal
parse_path(struct span s, struct text room, struct target *out)
{
	struct span path, segment;
	struct text t;
	bool more;

	out->has_query = span_cut(s, '?', &path, &out->query);
	/* Decoding never makes it longer, and a NUL takes the slash's place. */
	t.n = 0;
	t.room = path.n < room.room ? path.n : room.room;
	t.p = room.p + room.room - t.room;
	path = span_from(path, 1); /* the slash that brought us here */
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

/* http://authority[/path][?query]; what follows the scheme is s. */
static enum refusal
parse_absolute(
    struct span s, enum method method, struct text room, struct target *out)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '/' && s.p[n] != '?')
		n++;
	out->form = TARGET_ABSOLUTE;
	out->authority = (struct span){ s.p, n };
	if (!target_is_authority(out->authority)) /* empty too, 9110 4.2.1 */
		return REFUSE_TARGET;
	s = span_from(s, n);
	if (s.n == 0 && method == METHOD_OPTIONS) {
		out->form = TARGET_ASTERISK; /* 9112 3.2.4 */
		return REFUSE_NOT;
	}
	if (s.n > 0 && *s.p == '/')
		return parse_path(s, room, out);
	/* An empty path is "/" (9110 4.2.3), with or without a query. */
	(void)parse_path(SPAN("/"), room, out);
	out->has_query = s.n > 0;
	out->query = s.n > 0 ? span_from(s, 1) : s;
	return REFUSE_NOT;
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
	struct span host, port;

	out->form = TARGET_ORIGIN;
	out->authority = out->query = (struct span){ raw.p, 0 };
	out->has_query = out->directory = false;
	out->path = SPAN("");
	if (!octet_all(raw, OCTET_TARGET))
		return REFUSE_TARGET;
	if (method == METHOD_CONNECT) { /* 9112 3.2.3: with its port */
		out->form = TARGET_AUTHORITY;
		out->authority = raw;
		return target_is_authority(raw) &&
			       span_cut(raw, ':', &host, &port) && *raw.p != ':'
			   ? REFUSE_NOT
			   : REFUSE_TARGET;
	}
	if (*raw.p == '/')
		return parse_path(raw, room, out);
	if (span_eq(raw, SPAN("*")) && method == METHOD_OPTIONS) {
		out->form = TARGET_ASTERISK;
		return REFUSE_NOT;
	}
	if (take_scheme(&raw, SPAN("http://")) ||
	    take_scheme(&raw, SPAN("https://")))
		return parse_absolute(raw, method, room, out);
	return REFUSE_TARGET;
}

void
target_put_path(struct text *t, struct span path)
{
	static const char digit[] = "0123456789ABCDEF";

	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (octet_is(path.p[i], OCTET_PATH)) {
			text_char(t, path.p[i]);
			continue;
		}
		text_char(t, '%');
		text_char(t, digit[c >> 4]);
		text_char(t, digit[c & 15]);
	}
}
