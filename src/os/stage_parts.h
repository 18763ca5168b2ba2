/*
 * stage_parts -- what the two halves of os/stage share: stage.c writes a file,
 * stage_name.c gives it its name.
 */
#ifndef OS_STAGE_PARTS_H
#define OS_STAGE_PARTS_H

#include "os/stage.h"

#include <errno.h>

/* Returns 0, or -errno for a call that returned -1. */
static inline int
stage_result(int r)
{
	return r < 0 ? -errno : 0;
}

/*
 * Removes the file of every slot that no process holds, and creates a file in
 * the first free slot; the directory is locked.  Returns its descriptor and
 * sets s->name.  Returns -EBUSY if no slot is free, or another -errno.
 */
int stage_open_slot(struct stage *);

/*
 * Set the time and the mode.  Return 0 even if the file system does not support
 * that.
 */
int stage_set_time(int fd, int64_t ns);
int stage_set_mode(int fd, unsigned mode);

/* Returns -EOPNOTSUPP if the file system cannot sync. */
int stage_sync_file(int fd, enum stage_sync);

/*
 * Takes a lock, LOCK_EX or LOCK_SH, and waits no longer than this for it.
 * Returns -EBUSY after that.
 */
int stage_lock_within(int fd, int how, int64_t ms);

/*
 * Removes litter.  The caller has the lock, so no live process is between 5a
 * and 5b.
 */
void stage_clear_litter(int dir);

#endif
