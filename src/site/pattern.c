#include "site/pattern.h"

/*
 * Only the part matched since the last asterisk may have to be retried, one
 * byte later; the part before it never does.
 */
static bool
glob(struct span pattern, struct span s)
{
	size_t at = 0, star = pattern.n, from = 0;

	for (size_t i = 0; i < s.n;) {
		if (at < pattern.n && pattern.p[at] == '*') {
			star = at++;
			from = i;
		} else if (at < pattern.n && pattern.p[at] == s.p[i]) {
			at++;
			i++;
		} else if (star < pattern.n) {
			at = star + 1;
			i = ++from;
		} else
			return false;
	}
	while (at < pattern.n && pattern.p[at] == '*')
		at++;
	return at == pattern.n;
}

bool
pattern_matches(struct span pattern, struct span path)
{
	size_t i = path.n;

	if (pattern.n == 0 || *pattern.p == '/')
		return glob(pattern, path);
	while (i > 0 && path.p[i - 1] != '/')
		i--;
	return glob(pattern, span_from(path, i));
}
