/*
 * write_all -- writes all bytes to a descriptor, however many calls that takes.
 */
#ifndef OS_WRITE_ALL_H
#define OS_WRITE_ALL_H

#include "base/span.h"

/* Returns 0 or -errno; some of the bytes may have been written then. */
int write_all(int fd, struct span);

#endif
