#include "base/glob.h"

static bool
is_same(char a, char b, enum glob_case how)
{
	if (how == GLOB_EXACT)
		return a == b;
	if (a >= 'A' && a <= 'Z')
		a = (char)(a - 'A' + 'a');
	if (b >= 'A' && b <= 'Z')
		b = (char)(b - 'A' + 'a');
	return a == b;
}

/*
 * Only the last star met so far may have to match more: the earlier ones
 * matched enough to get to it.
 */
bool
glob_match(struct span pattern, struct span name, enum glob_case how)
{
	size_t p = 0, n = 0;
	size_t star = pattern.n, taken = 0; /* where to resume */

	while (n < name.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = p++;
			taken = n;
		} else if (p < pattern.n &&
			   (pattern.p[p] == '?' ||
			       is_same(pattern.p[p], name.p[n], how))) {
			p++;
			n++;
		} else if (star < pattern.n) {
			p = star + 1;
			n = ++taken;
		} else
			return false;
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}
