/*
 * glob -- patterns: "*" matches any bytes, "?" any single byte.
 *
 * Every other byte matches itself; with GLOB_ANY_CASE, ASCII letters match in
 * either case, since some file systems ignore case.  There is no escape for "*"
 * and "?", and a slash is a byte like any other.  Matching takes at most the
 * product of the two lengths.
 *
 *	glob_match(SPAN("*.bak"), SPAN("index.html.bak"), GLOB_EXACT)	true
 */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/span.h"

enum glob_case { GLOB_EXACT, GLOB_ANY_CASE };

/* Returns true if the pattern matches the whole name. */
bool glob_match(struct span pattern, struct span name, enum glob_case);

#endif
