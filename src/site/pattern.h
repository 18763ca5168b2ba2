/*
 * pattern -- paths against patterns with asterisks.
 *
 *	/img/x*		a slash in front: the whole path, whatever follows
 *	*.css		none: the last part of the path, in any directory
 *
 * An asterisk is any bytes, slashes too, or none; every other byte is itself,
 * and letters differ by case, as names of files do.  Pure; takes at most as
 * many steps as the product of both lengths.
 */
#ifndef SITE_PATTERN_H
#define SITE_PATTERN_H

#include "base/span.h"

/* path begins with a slash, and is decoded. */
bool pattern_matches(struct span pattern, struct span path);

#endif
