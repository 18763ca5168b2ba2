#include "site/prefix.h"

struct span
prefix_bare(struct span prefix)
{
	if (prefix.n > 0 && *prefix.p == '/')
		prefix = span_from(prefix, 1);
	while (prefix.n > 0 && prefix.p[prefix.n - 1] == '/')
		prefix.n--;
	return prefix;
}

bool
prefix_covers(struct span prefix, struct span path, enum prefix_reading how)
{
	struct span front;

	prefix = prefix_bare(prefix);
	if (prefix.n == 0)
		return true;
	if (path.n < prefix.n || (path.n > prefix.n && path.p[prefix.n] != '/'))
		return false;
	front = (struct span){ path.p, prefix.n };
	return how == PREFIX_EXACT ? span_eq(front, prefix)
				   : span_eq_nocase(front, prefix);
}
