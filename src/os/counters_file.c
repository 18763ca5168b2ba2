#define _GNU_SOURCE
#include "os/counters_file.h"

#include "os/clock.h"
#include "os/shared_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Returns 0, or the reason why a file with this head and size cannot be used.
 */
static int
judge(const struct counters_head *head, off_t size)
{
	switch (counters_check(head)) {
	case COUNTERS_GOOD:
		return size >= (off_t)COUNTERS_SIZE ? 0 : -EBADMSG;
	case COUNTERS_BLANK:
		return size == 0 || size == (off_t)COUNTERS_SIZE ? -ENODATA
								 : -EBADMSG;
	case COUNTERS_OLDER_VERSION:
		return -ESTALE;
	case COUNTERS_OTHER_VERSION:
		return -EPROTONOSUPPORT;
	case COUNTERS_FOREIGN:
		return -EBADMSG;
	}
	return -EBADMSG;
}

/* Returns judge's answer, or -ENODATA for a file that has yet to be made. */
static int
judge_file(int fd)
{
	struct counters_head head;
	ssize_t got;
	off_t size;

	memset(&head, 0, sizeof head); /* a short file leaves the rest at 0 */
	got = pread(fd, &head, sizeof head, 0);
	size = got < 0 ? -1 : lseek(fd, 0, SEEK_END);
	return size < 0 ? -errno : judge(&head, size);
}

static int
make(int fd)
{
	struct counters_head head;
	int err = shared_file_reserve(fd, COUNTERS_SIZE);

	counters_head_make(&head, clock_wall_ns() / 1000000000);
	if (err == 0 && pwrite(fd, &head, sizeof head, 0) != sizeof head)
		err = -EIO;
	return err;
}

static int
map(int fd, int protection, void **at)
{
	*at = mmap(NULL, COUNTERS_SIZE, protection, MAP_SHARED, fd, 0);
	return *at == MAP_FAILED ? -errno : 0;
}

/*
 * Makes the head read-only for good, since the sandbox has no mprotect.  A
 * process can therefore miscount, but not ruin the file for others.  Where
 * pages are larger the call fails, and the head has to be trusted.
 */
static struct counters *
seal(struct counters *table)
{
	(void)mprotect(&table->head, COUNTERS_PAGE, PROT_READ);
	return table;
}

/*
 * Renames a file of an older version, unless another process has done so.
 * Returns 0 or -errno.
 */
static int
set_aside(const char *path, int fd)
{
	char aside[4096 + sizeof COUNTERS_FILE_ASIDE];
	struct stat ours, there;
	size_t n = strlen(path);
	int err = n + sizeof COUNTERS_FILE_ASIDE > sizeof aside
		      ? -ENAMETOOLONG
		      : shared_file_lock(fd);

	if (err < 0)
		return err;
	memcpy(aside, path, n);
	memcpy(aside + n, COUNTERS_FILE_ASIDE, sizeof COUNTERS_FILE_ASIDE);
	if (fstat(fd, &ours) < 0 || fstatat(AT_FDCWD, path, &there, 0) < 0)
		err = errno == ENOENT ? 0 : -errno;
	else if (ours.st_dev == there.st_dev && ours.st_ino == there.st_ino &&
		 rename(path, aside) < 0)
		err = -errno;
	shared_file_unlock(fd);
	return err;
}

static int
open_file(const char *path, struct counters **table)
{
	struct shared_file file = { COUNTERS_SIZE, 0640, 0, judge_file, make };
	int fd, err = shared_file_open(path, &file, &fd);
	void *at;

	if (err == -ESTALE && set_aside(path, fd) < 0)
		err = -EPROTONOSUPPORT;
	if (err == 0)
		err = map(fd, PROT_READ | PROT_WRITE, &at);
	if (err == 0)
		*table = seal(at);
	if (fd >= 0)
		close(fd);
	return err;
}

int
counters_file_open(const char *path, struct counters **table)
{
	int err = open_file(path, table);

	if (err != -ESTALE)
		return err;
	err = open_file(path, table);
	return err == 0 ? COUNTERS_FILE_NEWER : err;
}

int
counters_file_open_reading(const char *path, const struct counters **table)
{
	int fd = openat(
	    AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int err = fd < 0 ? -errno : judge_file(fd);
	void *at;

	if (err == 0)
		err = map(fd, PROT_READ, &at);
	if (err == 0)
		*table = at;
	if (fd >= 0)
		close(fd);
	return err;
}

int
counters_file_open_limited(const char *path, struct limited_list **list)
{
	int fd =
	    openat(AT_FDCWD, path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int err = fd < 0 ? -errno : judge_file(fd);
	void *page;

	if (err == 0) {
		page = mmap(NULL, COUNTERS_PAGE, PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
		err = page == MAP_FAILED ? -errno : 0;
	}
	if (err == 0 && madvise(page, COUNTERS_PAGE, MADV_DONTFORK) < 0) {
		err = -errno;
		(void)munmap(page, COUNTERS_PAGE);
	}
	if (err == 0)
		*list = &((struct counters *)page)->limited;
	if (fd >= 0)
		close(fd);
	return err;
}

int
counters_file_note_certificates(const char *path,
    const struct counters_certificate certificate[LIMIT_CERTIFICATES])
{
	size_t n = LIMIT_CERTIFICATES * sizeof *certificate;
	int fd =
	    openat(AT_FDCWD, path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int err = fd < 0 ? -errno : judge_file(fd);

	/* those who have mapped the file see what is written to it */
	if (err == 0 &&
	    pwrite(fd, certificate, n,
		offsetof(struct counters, certificate)) != (ssize_t)n)
		err = -EIO;
	if (fd >= 0)
		close(fd);
	return err;
}

void
counters_file_close(const struct counters *table)
{
	(void)munmap((void *)(uintptr_t)table, COUNTERS_SIZE);
}

const char *
counters_file_error(int err)
{
	switch (-err) {
	case -COUNTERS_FILE_NEWER:
		return "begins anew; the counts of an older version are kept "
		       "in "
		       "the file whose name ends in " COUNTERS_FILE_ASIDE;
	case ESTALE:
		return "counters of an older version; the server puts them "
		       "aside when it starts";
	case EBADMSG:
		return "not a file of counters, or damaged; nothing is counted";
	case EPROTONOSUPPORT:
		return "counters of another version; nothing is counted until "
		       "the file is moved away";
	case ENODATA:
		return "nothing has been counted yet";
	default:
		return strerror(-err);
	}
}
