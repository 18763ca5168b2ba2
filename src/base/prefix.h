/*
 * prefix -- whether a path of the configuration, such as "/private/", covers
 * that of a request.
 *
 * A prefix covers itself, with and without its slash, and everything below, but
 * not longer names: "/private/" covers "private" and "private/a", but not
 * "privates".  Both are compared in decoded form, without empty segments and
 * dot segments (http/target), so no other spelling of a path evades a prefix.
 *
 * Some file systems ignore case, and FAT and the like drop dots and blanks at
 * the end of names; the server cannot know which does.  Rules that restrict
 * access must hold in both readings.
 */
#ifndef BASE_PREFIX_H
#define BASE_PREFIX_H

#include "base/span.h"

enum prefix_reading {
	PREFIX_EXACT,
	PREFIX_ANY_CASE /* ignores ASCII case and trailing dots */
};

enum prefix_dots { PREFIX_DOTFILES, PREFIX_NO_DOTFILES };

/*
 * Returns true if the span is a path of the site, "/" or such as "/a/b/".  No
 * segment may be empty, "." or "..", nor, with PREFIX_NO_DOTFILES, the name of
 * a dotfile.
 */
bool prefix_is_valid(struct span, enum prefix_dots);

/*
 * Returns the prefix without its outer slashes, like a target's path; "/"
 * becomes empty.
 */
struct span prefix_bare(struct span prefix);

/* Returns the name without the dots and blanks at its end. */
struct span prefix_trim(struct span name);

/*
 * Returns true if the prefix covers the path, which has the form of that in
 * struct target.
 */
bool prefix_covers(struct span prefix, struct span path, enum prefix_reading);

/* The longest prefix so far that covers a path; zeros before the first. */
struct prefix_longest {
	bool found;
	size_t n; /* the length of its bare form */
};

/*
 * Returns true, and makes the prefix the longest so far, if it covers the path
 * and no prefix seen before it that covers the path is longer.  A prefix as
 * long as the longest is accepted too.  So the later of two equal ones wins,
 * and a second pass over the same prefixes accepts exactly the longest ones.
 */
bool prefix_is_longest(struct prefix_longest *, struct span prefix,
    struct span path, enum prefix_reading);

#endif
