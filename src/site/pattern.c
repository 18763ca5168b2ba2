#include "site/pattern.h"

#include "base/glob.h"

bool
pattern_matches(struct span pattern, struct span path)
{
	size_t i = path.n;

	if (pattern.n == 0 || *pattern.p == '/')
		return glob_match(pattern, path, GLOB_EXACT);
	while (i > 0 && path.p[i - 1] != '/')
		i--;
	return glob_match(pattern, span_from(path, i), GLOB_EXACT);
}
