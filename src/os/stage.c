#define _GNU_SOURCE
#include "os/stage.h"

#include "base/limits.h"
#include "base/text.h"
#include "os/clock.h"
#include "os/docroot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat */
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS 1000000000

/* So much is worth a write to the disk of its own. */
#define SEND_OFF (8 * 1024 * 1024)

/* Between two tries for a lock. */
#define PAUSE_NS 1000000

static int
result(int r)
{
	return r < 0 ? -errno : 0;
}

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

/* The descriptor under a name that linkat can follow. */
static struct text
proc_name(char *buf, size_t n, int fd)
{
	struct text t = { buf, n, 0 };

	text_put(&t, SPAN("/proc/self/fd/"));
	text_u64(&t, (uint64_t)fd);
	text_char(&t, '\0');
	return t;
}

/* A file without a name, or -errno where there can be none. */
static int
open_nameless(int dir)
{
	int fd;

	if (faccessat(AT_FDCWD, "/proc/self/fd", X_OK, 0) < 0)
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

/* Removes the file in one slot unless somebody holds it: -EBUSY. */
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
		err = result(unlinkat(dir, name, 0));
	close(fd);
	return err;
}

/*
 * Under the lock of the directory: clears every slot, takes the first that
 * is free, and holds the file in it.
 */
static int
open_slot(struct stage *s)
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
		(void)flock(fd, LOCK_EX | LOCK_NB); /* nobody has seen it */
	return fd;
}

int
stage_begin(struct stage *s, int dir, enum stage_sync sync)
{
	int err;

	*s = (struct stage){ .dir = dir, .fd = -1, .sync = sync };
	s->fd = open_nameless(dir);
	if (s->fd >= 0)
		return 0;
	if (s->fd != -EOPNOTSUPP && s->fd != -EISDIR && s->fd != -EINVAL)
		return s->fd;
	err = stage_lock(dir);
	if (err < 0)
		return err;
	s->fd = open_slot(s);
	stage_unlock(dir);
	return s->fd < 0 ? s->fd : 0;
}

/*
 * Starts writing to the disk what there is, while more comes; fsync then
 * has little left to wait for.  It tells what fails.
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

/* The time of modification; the time of access is left to the system. */
static int
set_time(int fd, int64_t ns)
{
	struct timespec t[2] = { { .tv_nsec = UTIME_OMIT },
		{ ns / SECOND_NS, ns % SECOND_NS } };

	return result(futimens(fd, t));
}

int
stage_finish(struct stage *s, unsigned mode)
{
	int err = result(fchmod(s->fd, mode));

	if (err == 0)
		err = set_time(s->fd, clock_wall_ns());
	return err == 0 ? stage_sync(s->fd, s->sync) : err;
}

int
stage_lock(int dir)
{
	int64_t deadline = clock_mono_ms() + LIMIT_LOCK_WAIT_MS;
	struct timespec pause = { 0, PAUSE_NS };

	while (flock(dir, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (clock_mono_ms() > deadline)
			return -EBUSY;
		(void)nanosleep(&pause, NULL);
	}
	return 0;
}

void
stage_unlock(int dir)
{
	(void)flock(dir, LOCK_UN); /* cannot fail for one that we have */
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
		docroot_describe(&st, facts);
	else
		facts->kind = docroot_kind_of_error(-errno);
}

int
stage_describe(const struct stage *s, struct file_facts *facts)
{
	struct stat st;

	if (fstat(s->fd, &st) < 0)
		return -errno;
	docroot_describe(&st, facts);
	return 0;
}

/* The new file's ETag must not be that of the old one, whatever the clock. */
static int
outdate(struct stage *s, const struct file_facts *before)
{
	struct file_facts mine = { .kind = FILE_ABSENT };
	int err = stage_describe(s, &mine);

	if (err < 0 || before->kind != FILE_REGULAR ||
	    mine.mtime_ns > before->mtime_ns)
		return err;
	err = set_time(s->fd, before->mtime_ns + 1);
	return err == 0 ? stage_sync(s->fd, s->sync) : err;
}

/* From no name to this one. */
static int
link_nameless(struct stage *s, const char *name)
{
	char from[64];

	return result(linkat(AT_FDCWD, proc_name(from, sizeof from, s->fd).p,
	    s->dir, name, AT_SYMLINK_FOLLOW));
}

/* From no name to one that is taken: linkat does not replace. */
static int
rename_nameless(struct stage *s, const char *name)
{
	int err = link_nameless(s, FILE_STAGED);

	if (err == 0)
		err = result(renameat(s->dir, FILE_STAGED, s->dir, name));
	if (err < 0)
		(void)unlinkat(s->dir, FILE_STAGED, 0);
	return err;
}

static int
take_free(struct stage *s, const char *name)
{
	int err;

	if (s->name[0] == '\0')
		return link_nameless(s, name);
	err = result(linkat(s->dir, s->name, s->dir, name, 0));
	if (err == 0) {
		(void)unlinkat(s->dir, s->name, 0);
		s->name[0] = '\0';
	}
	return err;
}

/* We have the lock: nobody alive is between 5a and 5b. */
static void
clear_litter(int dir)
{
	(void)unlinkat(dir, FILE_STAGED, 0);
}

int
stage_add(struct stage *s, const char *name)
{
	clear_litter(s->dir);
	return take_free(s, name);
}

int
stage_replace(
    struct stage *s, const char *name, const struct file_facts *before)
{
	int err = outdate(s, before);

	if (err < 0)
		return err;
	clear_litter(s->dir);
	if (before->kind == FILE_ABSENT)
		return take_free(s, name);
	if (s->name[0] == '\0')
		return rename_nameless(s, name);
	err = result(renameat(s->dir, s->name, s->dir, name));
	if (err == 0)
		s->name[0] = '\0';
	return err;
}

/* rmdir(2) has two words for one that is not empty. */
static int
remove_directory(int dir, const char *name)
{
	int err = result(unlinkat(dir, name, AT_REMOVEDIR));

	return err == -EEXIST ? -ENOTEMPTY : err;
}

/* What a killed process has left may be all that is in it. */
static int
remove_littered(int dir, const char *name)
{
	int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		clear_litter(fd);
	close(fd);
	return remove_directory(dir, name);
}

int
stage_remove(int dir, const char *name, const struct file_facts *facts)
{
	int err;

	clear_litter(dir);
	if (facts->kind != FILE_DIRECTORY)
		return result(unlinkat(dir, name, 0));
	err = remove_directory(dir, name);
	return err == -ENOTEMPTY ? remove_littered(dir, name) : err;
}

int
stage_sync(int fd, enum stage_sync sync)
{
	int err = 0;

	if (sync == STAGE_SYNC)
		do
			err = result(fsync(fd));
		while (err == -EINTR);
	return err;
}

void
stage_end(struct stage *s)
{
	if (s->name[0] != '\0')
		(void)unlinkat(s->dir, s->name, 0);
	s->name[0] = '\0';
	docroot_close(&s->fd);
}
