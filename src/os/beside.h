/*
 * beside -- finds another program of the package: in the directory of this one.
 *
 *	err = beside_find("minihttp", path, sizeof path)
 */
#ifndef OS_BESIDE_H
#define OS_BESIDE_H

#include <stddef.h>

/* Sets the path, and returns 0, or -errno if it cannot be executed. */
int beside_find(const char *name, char *path, size_t room);

#endif
