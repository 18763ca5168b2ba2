#define _GNU_SOURCE
#include "os/shared_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * How long another process may take to make the file, in milliseconds; usually
 * it takes one.
 */
#define MAKING_MS 100

int
shared_file_lock(int fd)
{
	for (int ms = 0; ms < MAKING_MS; ms++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		(void)poll(NULL, 0, 1);
	}
	return -EWOULDBLOCK;
}

void
shared_file_unlock(int fd)
{
	(void)flock(fd, LOCK_UN);
}

int
shared_file_zero(int fd, size_t size)
{
	char zeros[SHARED_FILE_PAGE] = { 0 };

	for (off_t at = 0; at < (off_t)size; at += SHARED_FILE_PAGE)
		if (pwrite(fd, zeros, sizeof zeros, at) != sizeof zeros)
			return -ENOSPC;
	return 0;
}

int
shared_file_reserve(int fd, size_t size)
{
	if (ftruncate(fd, (off_t)size) < 0)
		return -errno;
	if (fallocate(fd, 0, 0, (off_t)size) == 0)
		return 0;
	if (errno != EOPNOTSUPP && errno != ENOSYS)
		return -errno;
	return shared_file_zero(fd, size);
}

int
shared_file_fill(int fd, size_t size)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if ((uint64_t)st.st_blocks * 512 >= size ||
	    fallocate(fd, 0, 0, (off_t)size) == 0 || errno == EOPNOTSUPP ||
	    errno == ENOSYS)
		return 0;
	return -errno;
}

static int
make(const struct shared_file *f, int fd)
{
	int err = shared_file_lock(fd);

	if (err < 0)
		return err;
	err = f->judge(fd);
	if (err == -ENODATA) /* no other process has made it meanwhile */
		err = f->make(fd);
	shared_file_unlock(fd);
	return err;
}

int
shared_file_open(const char *path, const struct shared_file *f, int *fd)
{
	int err;

	*fd = openat(AT_FDCWD, path,
	    f->flags | O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
	    f->mode);
	if (*fd < 0)
		return -errno;
	err = f->judge(*fd);
	if (err == -ENODATA)
		return make(f, *fd);
	return err == 0 ? shared_file_fill(*fd, f->size) : err;
}
