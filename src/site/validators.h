/*
 * validators -- the ETag and Last-Modified of a file.
 *
 * RFC 9110 8.8.  The tag is device, inode, size, time of modification and
 * time of change: two states of a file have the same tag only where the
 * kernel shows no difference between them.  The time of change cannot be
 * set, so that bytes rewritten in place have another tag though their time
 * of modification was put back.
 *
 * The tag is strong when no change to come can give the same one:
 *
 *	changed less than a tick ago		weak, and never twice the same
 *	modified less than a second ago		weak (8.8.2.2)
 *	both times of 1980 or earlier		weak: they were set, not read
 *	the two times set apart by os/stage	strong at once
 *	all others				strong
 *
 * A tick is 20 ms, and 3 s where a time has no part of a second.  Of two
 * changes within one tick the second would not show (8.8.1).
 */
#ifndef SITE_VALIDATORS_H
#define SITE_VALIDATORS_H

#include "base/file.h"
#include "http/precondition.h"

/* The tag is written to `room` and *v points into it. */
void validators_make(const struct file_facts *, int64_t now_ns,
    char room[ETAG_MAX], struct validators *v);

#endif
