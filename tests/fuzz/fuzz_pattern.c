/*
 * A pattern and a path, with a newline between.  The answer is the same as that
 * of a matcher which tries every length of every asterisk.
 */
#include "site/pattern.h"

#include "fuzz/fuzz.h"

/*
 * Keeps the set of places in s that the pattern can reach, and takes the
 * pattern one byte after the other.
 */
static bool
naive(struct span pattern, struct span s)
{
	static bool can[512], next[512];

	memset(can, 0, sizeof can);
	can[0] = true;
	for (size_t i = 0; i < pattern.n; i++) {
		memset(next, 0, sizeof next);
		for (size_t at = 0; at <= s.n; at++) {
			if (!can[at])
				continue;
			if (pattern.p[i] == '*')
				for (size_t k = at; k <= s.n; k++)
					next[k] = true;
			else if (at < s.n && (pattern.p[i] == '?' ||
						 s.p[at] == pattern.p[i]))
				next[at + 1] = true;
		}
		memcpy(can, next, sizeof can);
	}
	return can[s.n];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n }, pattern, path, name, rest;

	if (!span_cut(in, '\n', &pattern, &path) || path.n > 500)
		return 0;
	name = path;
	if (pattern.n > 0 && *pattern.p != '/')
		for (rest = path; span_cut(rest, '/', &name, &rest);)
			name = rest;
	MUST(pattern_matches(pattern, path) == naive(pattern, name));
	return 0;
}
