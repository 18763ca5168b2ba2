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
#include <sys/types.h>

/* A multiple of this is the size of such a file. */
#define SHARED_FILE_PAGE 4096

/* The parts that are not the same for all such files. */
struct shared_file {
	size_t size;
	mode_t mode; /* of a new file */
	int flags;   /* for open(2), beside those that all files need */
	/* Returns 0, -ENODATA if the file has yet to be made, or -errno. */
	int (*judge)(int fd);
	/* Makes the file, under the lock.  Returns 0 or -errno. */
	int (*make)(int fd);
};

/*
 * Opens the file, and makes it if it does not exist or is not complete.
 * Returns 0 or -errno, which may be an error of judge.  *fd is set to a
 * descriptor that the caller closes, or to -1 if the file cannot be opened.
 */
int shared_file_open(const char *path, const struct shared_file *, int *fd);

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
