/*
 * shared_file -- makes a file that several processes map (os/counters_file,
 * os/ratetable_file).
 *
 * All blocks of such a file are allocated at once, because a store to a hole on
 * a full disk causes SIGBUS.  Only one process makes it, under a lock.  Every
 * function returns 0 or -errno.
 */
#ifndef OS_SHARED_FILE_H
#define OS_SHARED_FILE_H

#include <stddef.h>

/* A multiple of this is the size of such a file. */
#define SHARED_FILE_PAGE 4096

/*
 * Locks the file.  Returns -EWOULDBLOCK if another process, which makes the
 * file, takes too long.
 */
int shared_file_lock(int fd);

/*
 * Unlocks the file.  Call it before fd is closed, since a mapping keeps the
 * lock.
 */
void shared_file_unlock(int fd);

/* Writes zeros to all of the file's size. */
int shared_file_zero(int fd, size_t size);

/*
 * Allocates all blocks of a file that holds nothing yet.  It writes zeros if
 * the file system has no other way.
 */
int shared_file_reserve(int fd, size_t size);

/*
 * Fills the holes of a file; a file that was copied may have some.  Some file
 * systems always report fewer blocks than the bytes need, and some cannot tell.
 */
int shared_file_fill(int fd, size_t size);

#endif
