/*
 * archive_zip -- the heads and the directory of a zip.
 *
 * PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.  Files are stored and not
 * compressed.  The head of a file has its size, while its sum follows the data
 * in a descriptor (4.3.9), so that a file is read once.  Sizes and offsets of
 * 4 GiB and more, and more than 65534 members, are written as ZIP64 (4.5.3).
 * Times stand in UTC, as those of MS-DOS and in the extra field "UT".
 */
#ifndef SITE_ARCHIVE_ZIP_H
#define SITE_ARCHIVE_ZIP_H

#include "site/archive.h"

/* The most bytes that each of the functions below appends. */
#define ARCHIVE_ZIP_MOST (LIMIT_PATH + 2 * LIMIT_NAME + 256)

/* Appends what stands before the data of a member (4.3.7). */
void archive_zip_put_head(struct text *, const struct archive_member *);

/* Appends what stands behind the data: the sum, if the file has any data. */
void archive_zip_put_tail(struct text *, const struct archive_member *);

/*
 * Appends the member's entry of the directory (4.3.12).  Its head begins at
 * this offset.
 */
void archive_zip_put_entry(
    struct text *, const struct archive_member *, uint64_t offset);

/*
 * Appends the end (4.3.14 to 4.3.16) behind a directory of n entries, at this
 * offset and of this length.
 */
void archive_zip_put_end(
    struct text *, uint64_t n, uint64_t offset, uint64_t length);

#endif
