/*
 * archive_tar -- the heads of members in a tar.
 *
 * POSIX.1-2008, pax, "ustar Interchange Format".  An extended header ("pax
 * Header Block") before the head holds a path that does not fit into the head
 * or is UTF-8 beyond ASCII, a size of 8 GiB or more, and a time before 1970 or
 * too late for the head.  All members belong to user 0, and have the mode 644
 * or 755.
 */
#ifndef SITE_ARCHIVE_TAR_H
#define SITE_ARCHIVE_TAR_H

#include "site/archive.h"

#define ARCHIVE_TAR_BLOCK 512

/* The length of the longest head. */
#define ARCHIVE_TAR_HEAD (LIMIT_PATH + LIMIT_NAME + 4 * ARCHIVE_TAR_BLOCK)

/* Returns the length of the head. */
uint64_t archive_tar_head(const struct archive_member *);

/* Appends the head. */
void archive_tar_put_head(struct text *, const struct archive_member *);

/* Returns how many zeros follow a file of this size. */
uint64_t archive_tar_padding(uint64_t size);

#endif
