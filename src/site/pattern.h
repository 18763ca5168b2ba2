/*
 * pattern -- matches paths with patterns that contain asterisks.
 *
 *	/img/x*		a slash in front: the whole path, whatever follows
 *	*.css		none: the last part of the path, in any directory
 *
 * An asterisk matches any number of bytes, including slashes; every other byte
 * matches itself, and case matters, as in file names.  Pure; takes at most as
 * many steps as the product of both lengths.
 */
#ifndef SITE_PATTERN_H
#define SITE_PATTERN_H

#include "base/span.h"

/* The pattern matches the path, which starts with a slash and is decoded. */
bool pattern_matches(struct span pattern, struct span path);

#endif
