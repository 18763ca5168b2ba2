/*
 * look -- what else a request for a script wants to know of the kernel.
 */
#ifndef OS_LOOK_H
#define OS_LOOK_H

#include "base/text.h"
#include "os/docroot.h"

/* What is by this path beneath the root; nothing stays open. */
enum file_kind look_kind(struct docroot *, const char *path, bool symlinks);

/* The path from / on; 0 or -errno.  It is cut at a slash at its end. */
int look_absolute(struct span path, struct text *);

/* The port at our end of a connection; 0 if it has none. */
uint16_t look_port(int fd);

#endif
