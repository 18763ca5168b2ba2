/*
 * stage_parts -- what the two halves of os/stage share: stage.c writes a file,
 * stage_name.c gives it its name.
 */
#ifndef OS_STAGE_PARTS_H
#define OS_STAGE_PARTS_H

#include "os/stage.h"

#include <errno.h>

/* 0, or -errno of a call that answers -1. */
static inline int
stage_result(int r)
{
	return r < 0 ? -errno : 0;
}

/*
 * Clears every slot that nobody holds and makes a file in the first that is
 * free, with the directory locked: its descriptor, and s->name.
 */
int stage_open_slot(struct stage *);

/* 0 as well where the file system has no such thing. */
int stage_set_time(int fd, int64_t ns);
int stage_set_mode(int fd, unsigned mode);

/* -EOPNOTSUPP if the file system cannot. */
int stage_sync_file(int fd, enum stage_sync);

/* We have the lock: nobody alive is between 5a and 5b. */
void stage_clear_litter(int dir);

#endif
