/*
 * prefix -- a path of the configuration, such as "/private/", and whether it
 * covers one of a request.
 *
 * It covers itself, with and without its slash, and what is below it, but
 * not a name that goes on: "/private/" covers "private" and "private/a", and
 * not "privates".  Both are compared decoded, after dot segments and empty
 * ones are gone (http/target), so that nothing of that is a way around.
 *
 * Some file systems take names in any case, and FAT and its like drop the dots
 * and blanks at their ends; we cannot know it.  What shuts something has to
 * hold in either reading.
 */
#ifndef SITE_PREFIX_H
#define SITE_PREFIX_H

#include "base/span.h"

enum prefix_reading {
	PREFIX_EXACT,
	PREFIX_ANY_CASE /* of ASCII letters, whatever dots follow a name */
};

/* Without the slashes around it, as a target's path is; of "/" nothing. */
struct span prefix_bare(struct span prefix);

/* A name without the dots and blanks at its end. */
struct span prefix_trim(struct span name);

/* path is as in struct target. */
bool prefix_covers(struct span prefix, struct span path, enum prefix_reading);

#endif
