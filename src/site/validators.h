/*
 * validators -- the ETag and Last-Modified of a file.
 *
 * RFC 9110 8.8.  The tag is inode, size and time of modification.  It is
 * strong, as the bytes cannot change without a change of one of these; but
 * weak while the file is younger than a second, in which it might change
 * again within one tick of the file system's clock (8.8.1, 8.8.2.2).  A
 * file that is settled cannot: its time was set to the nanosecond when it
 * was whole, as that of an upload is.
 */
#ifndef SITE_VALIDATORS_H
#define SITE_VALIDATORS_H

#include "base/file.h"
#include "http/precondition.h"

/* The tag is written to `room` and *v points into it. */
void validators_make(const struct file_facts *, int64_t now_ns,
    char room[ETAG_MAX], struct validators *v);

#endif
