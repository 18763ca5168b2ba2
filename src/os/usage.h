/*
 * usage -- how much of a disk the names below a directory take.
 *
 * Every name counts, hidden ones too, at least one block of LIMIT_USAGE_BLOCK:
 * that is for its inode.  A regular file counts by its length in whole blocks,
 * or by the blocks that it has if those are more.  What is being staged under a
 * name counts if that is asked for, and its process lives.  Links are
 * not followed; a directory that may not be read counts as one name; what is
 * below LIMIT_DEPTH levels does not count.  One pass over all names: it is for
 * small trees, and for those who set a quota.
 */
#ifndef OS_USAGE_H
#define OS_USAGE_H

#include <stdint.h>

enum usage_staged { USAGE_WITHOUT_STAGED, USAGE_WITH_STAGED };

/* What a file of this length takes. */
uint64_t usage_of(uint64_t length);

/* dir is a directory that is open for reading.  0 or -errno. */
int usage_count(int dir, enum usage_staged, uint64_t *bytes);

#endif
