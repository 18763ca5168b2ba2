/* The request-target, with three methods.  Choices: the room for the path. */
#include "http/target.h"

#include "base/limits.h"
#include "fuzz/fuzz.h"
#include "http/authority.h"

#include <arpa/inet.h>

#define EDGE 16
#define FILL 0x5a

/* The room, with bytes around it that nobody may touch. */
static char storage[EDGE + LIMIT_PATH + EDGE];

static struct text
make_room(size_t n)
{
	memset(storage, FILL, EDGE);
	memset(storage + EDGE + n, FILL, EDGE);
	return (struct text){ storage + EDGE, n, 0 };
}

static void
check_edges(size_t n)
{
	for (size_t i = 0; i < EDGE; i++)
		MUST(storage[i] == FILL && storage[EDGE + n + i] == FILL);
}

/* No segment is empty or a dot segment, no slash at an end, no NUL. */
static void
check_path(struct span path)
{
	struct span segment;
	bool more = path.n > 0;

	MUST(path.n == 0 || memchr(path.p, '\0', path.n) == NULL);
	while (more) {
		more = span_cut(path, '/', &segment, &path);
		MUST(segment.n > 0);
		MUST(!span_eq(segment, SPAN(".")));
		MUST(!span_eq(segment, SPAN("..")));
	}
}

static size_t
count_slashes(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '/';
	return n;
}

/* Returns how many dots a segment of only dots has, encoded or not. */
static size_t
dots(struct span s)
{
	size_t n = 0;

	for (; s.n > 0; n++)
		if (*s.p == '.')
			s = span_from(s, 1);
		else if (s.n >= 3 &&
			 span_eq_nocase((struct span){ s.p, 3 }, SPAN("%2e")))
			s = span_from(s, 3);
		else
			return 0;
	return n;
}

/* No beginning of the path leads above the root (target.h). */
static void
check_depth(struct span raw)
{
	struct span path, segment, query;
	size_t depth = 0;
	bool more;

	(void)span_cut(raw, '?', &path, &query);
	do {
		more = span_cut(path, '/', &segment, &path);
		MUST(dots(segment) != 2 || depth > 0);
		if (dots(segment) == 2)
			depth--;
		else if (segment.n > 0 && dots(segment) != 1)
			depth++;
	} while (more);
}

/* Encoded again, the path is read as the same path (RFC 3986 6.2.2). */
static void
check_again(const struct target *target, enum method method)
{
	static char raw[3 * LIMIT_PATH + 2], path[LIMIT_PATH];
	struct text t = TEXT(raw);
	struct target again;

	text_char(&t, '/');
	target_put_path(&t, target->path);
	if (target->directory && target->path.n > 0)
		text_char(&t, '/');
	MUST(text_fits(&t));
	for (size_t i = 0; i < t.n; i++)
		MUST(raw[i] > ' ' && raw[i] < 0x7f && raw[i] != '?' &&
		     raw[i] != '#' && raw[i] != '"' && raw[i] != '\\');
	MUST(target_parse(TEXT_SPAN(t), method, TEXT(path), &again) ==
	     REFUSE_NOT);
	MUST(span_eq(target->path, again.path));
	MUST(target->directory == again.directory && !again.has_query);
}

static void
check_target(struct span raw, enum method method, struct text room,
    const struct target *target)
{
	struct span all = { room.p, room.room };

	/* 9112 3.2.3, 3.2.4: two of the forms are for one method each. */
	MUST((target->form == TARGET_AUTHORITY) == (method == METHOD_CONNECT));
	MUST(target->form != TARGET_ASTERISK || method == METHOD_OPTIONS);
	/* 9110 4.2.1: an authority has a host. */
	if (target->form == TARGET_ABSOLUTE)
		MUST(target->authority.n > 0);
	if (target->authority.n > 0)
		MUST(inside(target->authority, raw) &&
		     authority_is_valid(target->authority));
	/* A query is the end of the target, and shown as it came. */
	if (target->has_query)
		MUST(inside(target->query, raw) &&
		     target->query.p + target->query.n == raw.p + raw.n);
	MUST(target->has_query || target->query.n == 0);
	for (size_t i = 0; i < target->query.n; i++)
		MUST(target->query.p[i] > ' ' && target->query.p[i] < 0x7f);
	if (target->form == TARGET_AUTHORITY || target->form == TARGET_ASTERISK)
		return;
	/* The path lies in the room given, with a NUL behind it. */
	MUST(inside((struct span){ target->path.p, target->path.n + 1 }, all));
	MUST(target->path.p[target->path.n] == '\0');
	/* The root is a directory: no redirect can lead to "//". */
	MUST(target->path.n > 0 || target->directory);
	check_path(target->path);
	/* An encoded slash does not separate segments (RFC 3986 2.2). */
	MUST(count_slashes(target->path) < count_slashes(raw));
	if (target->form == TARGET_ORIGIN)
		check_depth(raw);
	check_again(target, method);
}

/* Parses with n bytes of room, and checks what the parser has set. */
static enum refusal
parse_in(struct span raw, enum method method, size_t n, struct target *target)
{
	struct text room = make_room(n);
	enum refusal why = target_parse(raw, method, room, target);

	check_edges(n);
	if (why == REFUSE_NOT)
		check_target(raw, method, room, target);
	return why;
}

/* The C library too reads an IPv6 address between the brackets. */
static void
check_ipv6(struct span s)
{
	char buf[64] = "[";
	unsigned char address[16];
	bool is;

	if (s.n == 0 || s.n > sizeof buf - 3 || *s.p == 'v' || *s.p == 'V' ||
	    memchr(s.p, '\0', s.n) != NULL)
		return;
	memcpy(buf + 1, s.p, s.n);
	is = inet_pton(AF_INET6, buf + 1, address) == 1;
	buf[s.n + 1] = ']';
	MUST(authority_is_valid((struct span){ buf, s.n + 2 }) == is);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	/* Two methods have a form of their own; GET stands for all others. */
	static const enum method methods[] = { METHOD_GET, METHOD_OPTIONS,
		METHOD_CONNECT };
	struct span in = { (const char *)data, n };
	size_t small = choose(&in);
	struct target target, other;

	check_ipv6(in);
	for (size_t i = 0; i < COUNT(methods); i++) {
		enum method m = methods[i];
		static char path[LIMIT_PATH];
		enum refusal why, less;

		why = parse_in(in, m, LIMIT_PATH, &target);
		if (why == REFUSE_NOT) {
			memcpy(path, target.path.p, target.path.n);
			target.path.p = path;
		}
		less = parse_in(in, m, small, &other);
		/*
		 * With less room the answer is the same, or that the path is
		 * too long.
		 */
		MUST(less == why || less == REFUSE_PATH_LONG);
		/* A path and a NUL are never longer than the target. */
		MUST(less == why || small < in.n);
		if (less == REFUSE_NOT)
			MUST(span_eq(target.path, other.path));
	}
	return 0;
}
