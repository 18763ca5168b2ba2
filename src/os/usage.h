/*
 * usage -- counts the disk space that the names below a directory take.
 *
 * Every name, including hidden ones, counts at least one block of
 * LIMIT_USAGE_BLOCK, for its inode.  A regular file counts with its length in
 * whole blocks, or with its allocated blocks if those are more.  A file that is
 * being staged under a name counts if the caller asks for it and its process is
 * alive.  Then an upload that can be resumed counts as well, if it was written
 * to after a time.  Links are not followed.  A directory that may not be read
 * counts as one name.  Anything below LIMIT_DEPTH levels does not count.
 * Counting visits all names, so it is meant for small trees with a quota.
 */
#ifndef OS_USAGE_H
#define OS_USAGE_H

#include <stdint.h>

enum usage_staged { USAGE_WITHOUT_STAGED, USAGE_WITH_STAGED };

/* Returns the space that a file of this length takes. */
uint64_t usage_of(uint64_t length);

/*
 * Counts what is below dir, a directory that is open for reading.  Returns 0 or
 * -errno.
 */
int usage_count(
    int dir, enum usage_staged, int64_t parts_after_ns, uint64_t *bytes);

#endif
