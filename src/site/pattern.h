/*
 * pattern -- matches paths with patterns such as those of a shell.
 *
 *	/img/x*		a slash in front: the whole path, whatever follows
 *	*.css		none: the last part of the path, in any directory
 *
 * An asterisk matches any number of bytes, including slashes, and a question
 * mark any single byte (base/glob).  Case matters, as in file names.  Pure.
 */
#ifndef SITE_PATTERN_H
#define SITE_PATTERN_H

#include "base/span.h"

/*
 * Returns true if the pattern matches the path, which starts with a slash and
 * is decoded.
 */
bool pattern_matches(struct span pattern, struct span path);

#endif
