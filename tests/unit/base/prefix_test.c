/* Which paths a path of the configuration covers. */
#define _GNU_SOURCE
#include "base/prefix.h"

#include "unit/test.h"

static const struct {
	const char *why, *prefix, *path;
	bool exact, any_case;
} cases[] = {
	{ "the root covers all", "/", "a/b", true, true },
	{ "and itself", "/", "", true, true },
	{ "below", "/a/", "a/b", true, true },
	{ "far below", "/a/", "a/b/c", true, true },
	{ "itself, with its slash or without", "/a/", "a", true, true },
	{ "a prefix without its slash is the same", "/a", "a/b", true, true },
	{ "a file", "/a/b.txt", "a/b.txt", true, true },
	{ "a longer name is another", "/a/", "ab", false, false },
	{ "and so is what is below it", "/a/", "ab/c", false, false },
	{ "above", "/a/b/", "a", false, false },
	{ "beside", "/a/", "b/a", false, false },
	{ "in another case", "/Ab/", "aB/c", false, true },
	{ "with dots at the end, as FAT drops them", "/a/", "a./c", false,
	    true },
	{ "and dots and blanks", "/a/b/", "A. ./b ", false, true },
	{ "a name of the prefix has them", "/a./", "a/b", false, true },
	{ "a dot before the end counts", "/ab/", "a.b", false, false },
	{ "a byte that is no letter has no case", "/[/", "{", false, false },
	{ "nor one beyond ASCII", "/\303\244", "\303\204", false, false },
};

static const struct {
	const char *prefix;
	bool good, good_bare; /* bare: without dotfiles */
} valid[] = {
	{ "/", true, true },
	{ "/a", true, true },
	{ "/a/b/", true, true },
	{ "/.well-known/", true, false },
	{ "/a/.b", true, false },
	{ "/a/../b", false, false },
	{ "/./", false, false },
	{ "/..", false, false },
	{ "/a//b", false, false },
	{ "//", false, false },
	{ "a/", false, false },
	{ "", false, false },
	{ "/...", true, false },
};

/* One rule after another, in the order of a configuration. */
static const struct {
	const char *why, *prefix;
	enum prefix_reading how;
	bool is_longest;
	size_t n; /* the longest one after this rule */
} longest[] = {
	{ "the root is the first that covers", "/", PREFIX_EXACT, true, 0 },
	{ "the root once more is as long", "/", PREFIX_EXACT, true, 0 },
	{ "one that does not cover", "/abc/", PREFIX_EXACT, false, 0 },
	{ "a longer one", "/a/b/", PREFIX_EXACT, true, 3 },
	{ "a shorter one comes too late", "/a/", PREFIX_EXACT, false, 3 },
	{ "of two the later", "/a/b", PREFIX_EXACT, true, 3 },
	{ "as long, in another case", "/A/b/", PREFIX_EXACT, false, 3 },
	{ "and in any", "/A/b/", PREFIX_ANY_CASE, true, 3 },
};

int
main(void)
{
	struct prefix_longest best = { 0 };

	for (size_t i = 0; i < COUNT(longest); i++)
		OK(prefix_is_longest(&best, guarded(longest[i].prefix),
		       SPAN("a/b/c"),
		       longest[i].how) == longest[i].is_longest &&
			best.found && best.n == longest[i].n,
		    "the longest: %s: %s", longest[i].why, longest[i].prefix);
	for (size_t i = 0; i < COUNT(valid); i++) {
		struct span s = guarded(valid[i].prefix);

		OK(prefix_is_valid(s, PREFIX_DOTFILES) == valid[i].good &&
			prefix_is_valid(s, PREFIX_NO_DOTFILES) ==
			    valid[i].good_bare,
		    "a path of the site: %s", valid[i].prefix);
	}
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span prefix = guarded(cases[i].prefix);
		struct span path = guarded(cases[i].path);

		OK(prefix_covers(prefix, path, PREFIX_EXACT) ==
			    cases[i].exact &&
			prefix_covers(prefix, path, PREFIX_ANY_CASE) ==
			    cases[i].any_case,
		    "%s: %s and /%s", cases[i].why, cases[i].prefix,
		    shown(path));
	}
	OK(span_eq(prefix_bare(SPAN("/a/b/")), SPAN("a/b")) &&
		prefix_bare(SPAN("/")).n == 0 && prefix_bare(SPAN("")).n == 0,
	    "bare, a prefix is as a path is");
	return DONE();
}
