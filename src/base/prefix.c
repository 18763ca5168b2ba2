#include "base/prefix.h"

static bool
is_segment(struct span s, enum prefix_dots dots)
{
	if (dots == PREFIX_NO_DOTFILES)
		return s.n > 0 && *s.p != '.';
	return s.n > 0 && !span_eq(s, SPAN(".")) && !span_eq(s, SPAN(".."));
}

bool
prefix_is_valid(struct span s, enum prefix_dots dots)
{
	struct span segment;
	bool more = true;

	if (s.n == 0 || *s.p != '/')
		return false;
	s = span_from(s, 1);
	while (more && s.n > 0) {
		more = span_cut(s, '/', &segment, &s);
		if (!is_segment(segment, dots))
			return false;
	}
	return true;
}

struct span
prefix_bare(struct span prefix)
{
	if (prefix.n > 0 && *prefix.p == '/')
		prefix = span_from(prefix, 1);
	while (prefix.n > 0 && prefix.p[prefix.n - 1] == '/')
		prefix.n--;
	return prefix;
}

struct span
prefix_trim(struct span name)
{
	while (name.n > 0 &&
	       (name.p[name.n - 1] == '.' || name.p[name.n - 1] == ' '))
		name.n--;
	return name;
}

/* Compares component by component; the prefix has at least one. */
static bool
covers_loosely(struct span prefix, struct span path)
{
	bool more = true, left = path.n > 0;
	struct span a, b;

	while (more) {
		more = span_cut(prefix, '/', &a, &prefix);
		if (!left)
			return false;
		left = span_cut(path, '/', &b, &path);
		if (!span_eq_nocase(prefix_trim(a), prefix_trim(b)))
			return false;
	}
	return true;
}

bool
prefix_covers(struct span prefix, struct span path, enum prefix_reading how)
{
	prefix = prefix_bare(prefix);
	if (prefix.n == 0)
		return true;
	if (how == PREFIX_ANY_CASE)
		return covers_loosely(prefix, path);
	return path.n >= prefix.n && span_starts(path, prefix) &&
	       (path.n == prefix.n || path.p[prefix.n] == '/');
}

bool
prefix_is_longest(struct prefix_longest *longest, struct span prefix,
    struct span path, enum prefix_reading how)
{
	size_t n = prefix_bare(prefix).n;

	if (n < longest->n || !prefix_covers(prefix, path, how))
		return false;
	*longest = (struct prefix_longest){ true, n };
	return true;
}
