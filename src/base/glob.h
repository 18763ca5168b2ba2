/*
 * glob -- patterns for names: "*" matches any bytes, "?" any single byte.
 *
 * ASCII letters match in either case, since some file systems ignore case;
 * every other byte matches itself.  There is no escape for "*" and "?", and a
 * slash is a byte like any other.  Matching takes at most the product of the
 * two lengths.
 *
 *	glob_match(SPAN("*.bak"), SPAN("index.html.bak"))	true
 */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/span.h"

/* The pattern matches the whole name. */
bool glob_match(struct span pattern, struct span name);

#endif
