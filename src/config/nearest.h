/*
 * nearest -- how far two names are apart, for "did you mean".
 */
#ifndef CONFIG_NEAREST_H
#define CONFIG_NEAREST_H

#include "base/span.h"

#define NEAREST_LONGEST 32

/*
 * How many letters to put in, leave out or replace to make one of the other,
 * case aside; SIZE_MAX if either is longer than NEAREST_LONGEST.
 */
size_t nearest_distance(struct span, struct span);

/* So few that the one was meant by the other, which is the directive. */
bool nearest_is_close(size_t distance, struct span written);

#endif
