/*
 * Paths against patterns: minihttp.conf(5), Rules.
 */
#define _GNU_SOURCE
#include "site/pattern.h"

#include "unit/test.h"

static const struct {
	const char *why, *pattern, *path;
	bool matches;
} cases[] = {
	{ "a path is itself", "/a/b", "/a/b", true },
	{ "and not what begins with it", "/a", "/a/b", false },
	{ "nor what it begins with", "/a/b", "/a", false },
	{ "a slash at the end is part of it", "/a/", "/a", false },
	{ "case differs", "/A", "/a", false },
	{ "an asterisk is what follows", "/a/*", "/a/b/c.css", true },
	{ "or nothing", "/a/*", "/a/", true },
	{ "but what stands before it must be there", "/a/*", "/a", false },
	{ "any path", "/*", "/", true },
	{ "one in the middle", "/a/*/c", "/a/b/c", true },
	{ "crosses slashes", "/a/*/c", "/a/b/b/c", true },
	{ "and has to end there", "/a/*/c", "/a/b/c/d", false },
	{ "the last place where it fits", "/*b", "/abab", true },
	{ "two", "/a*b*c", "/axbyc", true },
	{ "in their order", "/a*b*c", "/axcyb", false },
	{ "next to each other", "/a**b", "/ab", true },
	{ "at the end", "/a***", "/a", true },
	{ "taken back more than once", "/*ab*ab", "/aabaabab", true },
	{ "a name, in the root", "*.css", "/a.css", true },
	{ "in any directory", "*.css", "/a/b/a.css", true },
	{ "and not of a directory", "*.css", "/a.css/b", false },
	{ "nor of one with its slash", "*.css", "/a.css/", false },
	{ "a whole name", "robots.txt", "/a/robots.txt", true },
	{ "and not its end", "bots.txt", "/robots.txt", false },
	{ "any name is any path", "*", "/a/b/", true },
	{ "a question mark is any byte", "/a?", "/ab", true },
	{ "a slash, too", "/a?b", "/a/b", true },
	{ "and itself", "/a?", "/a?", true },
	{ "but not none", "/a?", "/a", false },
	{ "nor two", "/a?", "/abc", false },
	{ "in a name", "?.css", "/x/a.css", true },
	{ "in a name, no slash", "?a.css", "/x/a.css", false },
	{ "a dot is a dot", "*.js", "/xjs", false },
	{ "nothing is the empty name", "", "/a", false },
	{ "a long path that nearly fits", "*a*a*a*a*b",
	    "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		OK(pattern_matches(guarded(cases[i].pattern),
		       guarded(cases[i].path)) == cases[i].matches,
		    "%s: %s %s", cases[i].why, cases[i].pattern, cases[i].path);
	return DONE();
}
