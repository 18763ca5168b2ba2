/* The paths that one of the configuration covers. */
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

int
main(void)
{
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
