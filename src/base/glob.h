/*
 * glob -- patterns of names: "*" is any bytes, "?" is any one of them.
 *
 * ASCII letters stand for themselves in either case, since some file systems
 * take names so, and all others for themselves.  There is no way to escape the
 * two, and a slash is a byte like any other.  The time is that of pattern times
 * name at worst, whatever they are.
 *
 *	glob_match(SPAN("*.bak"), SPAN("index.html.bak"))	true
 */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/span.h"

/* All of the name. */
bool glob_match(struct span pattern, struct span name);

#endif
