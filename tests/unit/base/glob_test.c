/* Patterns of names. */
#define _GNU_SOURCE
#include "base/glob.h"

#include "unit/test.h"

static const struct {
	const char *why, *pattern, *name;
	bool match;
} cases[] = {
	{ "the same bytes", "abc", "abc", true },
	{ "case does not count", "abc", "ABC", true },
	{ "a part in front is not all", "abc", "abcd", false },
	{ "nor one behind", "abcd", "abc", false },
	{ "nothing is nothing", "", "", true },
	{ "and no name", "", "a", false },
	{ "a star is any name", "*", "abc", true },
	{ "and none", "*", "", true },
	{ "a name that begins so", ".*", ".git", true },
	{ "and is that", ".*", ".", true },
	{ "a name that does not", ".*", "a.git", false },
	{ "a name that ends so", "*~", "a~", true },
	{ "a name that does not end so", "*~", "a~b", false },
	{ "the end may come before the end", "*.bak", "a.bak.bak", true },
	{ "and more than once", "*ab", "aab", true },
	{ "a star in the middle", "a*c", "abbbc", true },
	{ "takes nothing", "a*c", "ac", true },
	{ "and not what is before it", "a*a", "a", false },
	{ "letters in either case", "*.bAk", "A.BaK", true },
	{ "and no other byte", "[@", "{`", false },
	{ "nor one beyond ASCII", "\303\244", "\303\204", false },
	{ "two stars", "*a*", "bab", true },
	{ "two stars that find nothing", "*a*", "bbb", false },
	{ "two stars together", "a**", "a", true },
	{ "a later star has to take more", "*a*b", "aabab", true },
	{ "a star takes slashes", "/a/*.css", "/a/b/c.css", true },
	{ "one byte", "a?c", "abc", true },
	{ "is not none", "a?", "a", false },
	{ "nor two", "?", "ab", false },
	{ "behind a star", "*?", "a", true },
	{ "behind a star, of nothing", "*?", "", false },
	{ "brackets are brackets", "[a]", "[a]", true },
	{ "and no class", "[a]", "a", false },
	{ "a backslash is one", "\\*", "\\a", true },
	{ "a star in a name is a byte", "a*", "*", false },
};

int
main(void)
{
	static char pattern[256], name[4096];

	for (size_t i = 0; i < COUNT(cases); i++)
		OK(glob_match(guarded(cases[i].pattern), guarded(cases[i].name),
		       GLOB_ANY_CASE) == cases[i].match,
		    "%s: %s %s %s", cases[i].why, cases[i].pattern,
		    cases[i].match ? "is" : "is not", cases[i].name);
	OK(!glob_match(SPAN("*.B?k"), SPAN("a.bak"), GLOB_EXACT) &&
		glob_match(SPAN("*.b?k"), SPAN("a.bak"), GLOB_EXACT),
	    "case counts where it is asked to");
	/* A matcher that tried all ways would not end in the time of a test. */
	memset(pattern, '*', sizeof pattern);
	for (size_t i = 1; i < sizeof pattern; i += 2)
		pattern[i] = 'a';
	memset(name, 'a', sizeof name);
	name[sizeof name - 1] = 'b';
	OK(!glob_match((struct span){ pattern, sizeof pattern },
	       (struct span){ name, sizeof name }, GLOB_ANY_CASE),
	    "the worst case is no product of ways");
	return DONE();
}
