#define _GNU_SOURCE
#include "os/counters_file.h"

#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * How long another process may take to make the file, in milliseconds; it takes
 * one.
 */
#define MAKING_MS 100

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
	case COUNTERS_OTHER_VERSION:
		return -EPROTONOSUPPORT;
	case COUNTERS_FOREIGN:
		return -EBADMSG;
	}
	return -EBADMSG;
}

/* Returns -ENODATA for a file that has yet to be made. */
static int
judge_file(int fd)
{
	struct counters_head head;
	ssize_t got;
	off_t size;

	memset(&head, 0, sizeof head); /* what the file has not */
	got = pread(fd, &head, sizeof head, 0);
	size = got < 0 ? -1 : lseek(fd, 0, SEEK_END);
	return size < 0 ? -errno : judge(&head, size);
}

/*
 * Allocates every block, by writing zeros if the file system cannot.  The file
 * contains nothing yet that these could overwrite.
 */
static int
reserve(int fd)
{
	char zeros[COUNTERS_PAGE] = { 0 };

	if (ftruncate(fd, COUNTERS_SIZE) < 0)
		return -errno;
	if (fallocate(fd, 0, 0, COUNTERS_SIZE) == 0)
		return 0;
	if (errno != EOPNOTSUPP && errno != ENOSYS)
		return -errno;
	for (off_t at = 0; at < (off_t)COUNTERS_SIZE; at += COUNTERS_PAGE)
		if (pwrite(fd, zeros, sizeof zeros, at) != sizeof zeros)
			return -ENOSPC;
	return 0;
}

/*
 * Fills holes, which a copy may have: a store to one on a full disk causes
 * SIGBUS.  Some file systems always have fewer blocks than bytes, and some
 * cannot tell.
 */
static int
fill_holes(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if ((uint64_t)st.st_blocks * 512 >= COUNTERS_SIZE ||
	    fallocate(fd, 0, 0, COUNTERS_SIZE) == 0 || errno == EOPNOTSUPP ||
	    errno == ENOSYS)
		return 0;
	return -errno;
}

static int
lock(int fd)
{
	for (int ms = 0; ms < MAKING_MS; ms++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		(void)poll(NULL, 0, 1);
	}
	return -EWOULDBLOCK;
}

static int
make(int fd)
{
	struct counters_head head;
	int err = lock(fd);

	if (err < 0)
		return err;
	err = judge_file(fd);
	if (err == -ENODATA) { /* and nobody else has made it meanwhile */
		counters_head_make(&head, clock_wall_ns() / 1000000000);
		err = reserve(fd);
		if (err == 0 &&
		    pwrite(fd, &head, sizeof head, 0) != sizeof head)
			err = -EIO;
	}
	(void)flock(fd, LOCK_UN); /* or the mapping keeps it */
	return err;
}

static int
map(int fd, int protection, void **at)
{
	*at = mmap(NULL, COUNTERS_SIZE, protection, MAP_SHARED, fd, 0);
	return *at == MAP_FAILED ? -errno : 0;
}

/*
 * Cannot be undone, since the sandbox has no mprotect.  A process can therefore
 * miscount, but not ruin the file for all others.  Where pages are larger it
 * fails, and the content has to be trusted.
 */
static struct counters *
seal(struct counters *table)
{
	(void)mprotect(&table->head, COUNTERS_PAGE, PROT_READ);
	return table;
}

int
counters_file_open(const char *path, struct counters **table)
{
	int fd = openat(AT_FDCWD, path,
	    O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
	int err = fd < 0 ? -errno : judge_file(fd);
	void *at;

	if (err == -ENODATA)
		err = make(fd);
	else if (err == 0)
		err = fill_holes(fd);
	if (err == 0)
		err = map(fd, PROT_READ | PROT_WRITE, &at);
	if (err == 0)
		*table = seal(at);
	if (fd >= 0)
		close(fd);
	return err;
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

void
counters_file_close(const struct counters *table)
{
	(void)munmap((void *)(uintptr_t)table, COUNTERS_SIZE);
}

const char *
counters_file_error(int err)
{
	switch (-err) {
	case EBADMSG:
		return "not a file of counters, or damaged; nothing is counted";
	case EPROTONOSUPPORT:
		return "counters of another version; nothing is counted";
	case ENODATA:
		return "nothing has been counted yet";
	default:
		return strerror(-err);
	}
}
