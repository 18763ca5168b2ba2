/* nearest -- the distance between two names, for "did you mean". */
#ifndef CONFIG_NEAREST_H
#define CONFIG_NEAREST_H

#include "base/span.h"

#define NEAREST_LONGEST 32

/*
 * Returns how many letters to insert, delete or replace to turn one name into
 * the other, ignoring case; SIZE_MAX if either is longer than NEAREST_LONGEST.
 */
size_t nearest_distance(struct span, struct span);

/*
 * Returns true if the distance is so small that `written` is probably a
 * misspelling of the directive.
 */
bool nearest_is_close(size_t distance, struct span written);

#endif
