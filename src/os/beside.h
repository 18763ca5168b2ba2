/*
 * beside -- finds another program of the package: in the directory of this one.
 *
 *	err = beside_find("minihttp", path, sizeof path)
 */
#ifndef OS_BESIDE_H
#define OS_BESIDE_H

#include <stddef.h>

/*
 * Writes the path of the program, with a NUL, to path.  Returns 0, or -errno if
 * there is no such program or it cannot be executed.
 */
int beside_find(const char *name, char *path, size_t room);

#endif
