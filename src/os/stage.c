#define _GNU_SOURCE
#include "os/stage_parts.h"

#include "base/limits.h"
#include "base/text.h"
#include "os/clock.h"
#include "os/docroot.h"
#include "os/stage_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* for renameat */
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS 1000000000

/* The number of bytes after which writing to the disk begins. */
#define SEND_OFF (8 * 1024 * 1024)

/* The pause between two attempts to take a lock. */
#define PAUSE_NS 1000000

int
stage_open(struct docroot *root, const struct file_want *want,
    struct file_facts *facts)
{
	int dir = docroot_open_parent(root, want);

	*facts = (struct file_facts){ .kind = FILE_DIRECTORY };
	if (dir < 0) {
		facts->kind = docroot_kind_of_error(dir);
		if (facts->kind == FILE_ABSENT)
			facts->kind = FILE_NO_PARENT;
		return -1;
	}
	if (want->name.n > 0)
		stage_look(dir, want->name.p, facts);
	return dir;
}

/* Opens a file without a name.  Returns -errno if the file system has none. */
static int
open_nameless(int dir)
{
	int fd;

	/*
	 * libc's faccessat is avoided, since glibc makes another call,
	 * faccessat2.
	 */
	if (syscall(SYS_faccessat, AT_FDCWD, "/proc/self/fd", X_OK) < 0)
		return -EOPNOTSUPP;
	fd = openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

static void
slot_name(struct stage *s, unsigned slot)
{
	struct text t = TEXT(s->name);

	text_put(&t, SPAN(FILE_STAGED "-"));
	text_u64(&t, slot);
	text_char(&t, '\0');
}

/* Removes the file in one slot.  Returns -EBUSY if a process holds it. */
static int
clear_slot(int dir, const char *name)
{
	int fd =
	    openat(dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int err = 0;

	if (fd < 0)
		return errno == ENOENT ? 0 : -EBUSY;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		err = -EBUSY;
	else
		err = stage_result(unlinkat(dir, name, 0));
	close(fd);
	return err;
}

bool
stage_is_staged(const char *name)
{
	return span_starts(span_str(name), SPAN(FILE_STAGED));
}

bool
stage_is_litter(int dir, const char *name)
{
	int fd =
	    openat(dir, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool free;

	if (fd < 0)
		return false;
	free = flock(fd, LOCK_SH | LOCK_NB) == 0;
	close(fd); /* this releases the lock as well */
	return free;
}

/*
 * With the directory locked, clears every slot, takes the first that is free,
 * and holds the file in it.
 */
int
stage_open_slot(struct stage *s)
{
	unsigned taken = LIMIT_STAGED;
	int fd = -EBUSY;

	for (unsigned i = 0; i < LIMIT_STAGED; i++) {
		slot_name(s, i);
		if (clear_slot(s->dir, s->name) == 0 && taken == LIMIT_STAGED)
			taken = i;
	}
	s->name[0] = '\0';
	if (taken == LIMIT_STAGED)
		return -EBUSY;
	slot_name(s, taken);
	fd = openat(
	    s->dir, s->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		fd = -errno;
		s->name[0] = '\0';
	} else
		/* locked, because stage_is_litter may examine the file */
		(void)stage_lock(fd);
	return fd;
}

int
stage_begin(struct stage *s, int dir, enum stage_sync sync, bool named)
{
	int err;

	*s = (struct stage){ .dir = dir, .fd = -1, .sync = sync };
	s->fd = named ? -EOPNOTSUPP : open_nameless(dir);
	if (s->fd >= 0)
		return 0;
	if (s->fd != -EOPNOTSUPP && s->fd != -EISDIR && s->fd != -EINVAL &&
	    s->fd != -ENOSYS)
		return s->fd;
	err = stage_lock(dir);
	if (err < 0)
		return err;
	s->fd = stage_open_slot(s);
	stage_unlock(dir);
	return s->fd < 0 ? s->fd : 0;
}

/*
 * Starts writing to the disk while more data arrives, so that fsync has little
 * left to wait for.  Errors are reported by fsync.
 */
static void
send_off(struct stage *s)
{
	if (s->sync != STAGE_SYNC || s->n - s->sent < SEND_OFF)
		return;
	(void)sync_file_range(s->fd, (off_t)s->sent, (off_t)(s->n - s->sent),
	    SYNC_FILE_RANGE_WRITE);
	s->sent = s->n;
}

int
stage_write(struct stage *s, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t put = write(s->fd, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return put < 0 ? -errno : -EIO;
		p += put;
		n -= (size_t)put;
		s->n += (uint64_t)put;
	}
	send_off(s);
	return 0;
}

/*
 * Returns 0 for the errors of a file system that has no modes or times; the
 * file is as good without them.  EPERM cannot mean a lack of rights, since the
 * file is ours.
 */
static int
if_it_can(int r)
{
	int err = stage_result(r);

	return err == -EPERM || err == -EOPNOTSUPP || err == -ENOSYS ? 0 : err;
}

/* Sets the time of modification, and leaves the access time to the system. */
int
stage_set_time(int fd, int64_t ns)
{
	struct timespec t[2] = { { .tv_nsec = UTIME_OMIT },
		{ ns / SECOND_NS, ns % SECOND_NS } };

	return if_it_can(futimens(fd, t));
}

int
stage_set_mode(int fd, unsigned mode)
{
	return if_it_can(fchmod(fd, mode));
}

int
stage_finish(struct stage *s, unsigned mode)
{
	int err = stage_set_mode(s->fd, mode);

	if (err == 0)
		err = stage_set_time(s->fd, clock_wall_ns());
	return err == 0 ? stage_sync_file(s->fd, s->sync) : err;
}

/*
 * Returns true if the file system has no locks, as opposed to a lock that is
 * taken.
 */
static bool
is_without_locks(int err)
{
	return err == ENOLCK || err == ENOSYS || err == EOPNOTSUPP ||
	       err == EINVAL;
}

int
stage_lock_within(int fd, int how, int64_t ms)
{
	int64_t deadline = clock_mono_ms() + ms;
	struct timespec pause = { 0, PAUSE_NS };

	while (flock(fd, how | LOCK_NB) < 0) {
		if (is_without_locks(errno))
			return -ENOLCK;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (ms == 0 || clock_mono_ms() > deadline)
			return -EBUSY;
		(void)nanosleep(&pause, NULL);
	}
	return 0;
}

int
stage_lock(int dir)
{
	return stage_lock_within(dir, LOCK_EX, LIMIT_LOCK_WAIT_MS);
}

void
stage_unlock(int dir)
{
	/* unlocking a lock that is held cannot fail */
	(void)flock(dir, LOCK_UN);
}

bool
stage_same(int dir, int other)
{
	struct stat a, b;

	return fstat(dir, &a) == 0 && fstat(other, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

void
stage_look(int dir, const char *name, struct file_facts *facts)
{
	struct stat st;

	*facts = (struct file_facts){ .kind = FILE_ABSENT };
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		docroot_facts(&st, facts);
	else
		facts->kind = docroot_kind_of_error(-errno);
}

/* rmdir(2) has two error codes for a directory that is not empty. */
static int
remove_directory(int dir, const char *name)
{
	int err = stage_result(unlinkat(dir, name, AT_REMOVEDIR));

	return err == -EEXIST ? -ENOTEMPTY : err;
}

/*
 * Removes a directory, which may contain only what a killed process has left.
 */
static int
remove_littered(int dir, const char *name)
{
	int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		stage_clear_litter(fd);
		/* An upload that is stored is no content. */
		stage_part_sweep(fd, INT64_MIN, INT64_MAX);
	}
	close(fd);
	return remove_directory(dir, name);
}

int
stage_remove(int dir, const char *name, const struct file_facts *facts)
{
	int err;

	stage_clear_litter(dir);
	if (facts->kind != FILE_DIRECTORY)
		return stage_result(unlinkat(dir, name, 0));
	err = remove_directory(dir, name);
	return err == -ENOTEMPTY ? remove_littered(dir, name) : err;
}

int
stage_sync_file(int fd, enum stage_sync sync)
{
	int err = 0;

	if (sync == STAGE_SYNC)
		do
			err = stage_result(fsync(fd));
		while (err == -EINTR);
	return err == -EINVAL || err == -ENOSYS ? -EOPNOTSUPP : err;
}

int
stage_sync(int dir, enum stage_sync sync)
{
	int err = stage_sync_file(dir, sync);

	return err == -EOPNOTSUPP ? 0 : err;
}

void
stage_end(struct stage *s)
{
	if (s->name[0] != '\0')
		(void)unlinkat(s->dir, s->name, 0);
	s->name[0] = '\0';
	docroot_close(&s->fd);
}
