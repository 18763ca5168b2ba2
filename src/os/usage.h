/*
 * usage -- how many bytes the files below a directory hold.
 *
 * Every regular file below it counts by its length, hidden ones too, to
 * LIMIT_DEPTH levels; links are not followed.  One pass over all names: it
 * is for small trees, and for those who set a quota.
 */
#ifndef OS_USAGE_H
#define OS_USAGE_H

#include <stdint.h>

/* dir is a directory that is open for reading.  0 or -errno. */
int usage_count(int dir, uint64_t *bytes);

#endif
