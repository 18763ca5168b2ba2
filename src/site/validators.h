/*
 * validators -- the ETag and Last-Modified of a file.
 *
 * RFC 9110 8.8.  The tag consists of device, inode, size, time of modification
 * and time of change.  Two states of a file have the same tag only if the
 * kernel shows no difference between them.  The time of change cannot be set,
 * so bytes rewritten in place get another tag even if the time of modification
 * was reset.
 *
 * The tag is strong if no later change can produce the same one:
 *
 *	changed less than a tick ago		weak, and never twice the same
 *	modified less than a second ago		weak (8.8.2.2)
 *	both times of 1980 or earlier		weak: they were set, not read
 *	the two times set apart by os/stage	strong at once
 *	all others				strong
 *
 * A tick is 20 ms, or 3 s for a time without a fraction of a second.  The
 * second of two changes within one tick would not show (8.8.1).
 */
#ifndef SITE_VALIDATORS_H
#define SITE_VALIDATORS_H

#include "base/file.h"
#include "http/precondition.h"

/*
 * Fills *v.  The tag is written to `room`, which must outlive *v, since *v
 * points into it.
 */
void validators_make(const struct file_facts *, int64_t now_ns,
    char room[ETAG_MAX], struct validators *v);

#endif
