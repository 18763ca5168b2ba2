#define _GNU_SOURCE
#include "base/text.h"
#include "os/docroot.h"
#include "os/stage_parts.h"
#include "os/write_all.h"

#include <fcntl.h>
#include <stdio.h> /* for renameat */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* RENAME_NOREPLACE of linux/fs.h. */
#define NOREPLACE 1

/* Puts a name of the descriptor that linkat can follow. */
static struct text
proc_name(char *buf, size_t n, int fd)
{
	struct text t = { buf, n, 0 };

	text_put(&t, SPAN("/proc/self/fd/"));
	text_u64(&t, (uint64_t)fd);
	text_char(&t, '\0');
	return t;
}

/*
 * Makes sure that the ETag of the new file differs from that of the old one,
 * whatever the clock says.
 */
static int
outdate(struct stage *s, const struct file_facts *before)
{
	struct file_facts mine = { .kind = FILE_ABSENT };
	int err = docroot_describe(s->fd, &mine);

	if (err < 0 || before->kind != FILE_REGULAR ||
	    mine.mtime_ns > before->mtime_ns)
		return err;
	err = stage_set_time(s->fd, before->mtime_ns + 1);
	return err == 0 ? stage_sync_file(s->fd, s->sync) : err;
}

static bool
is_without_links(int err)
{
	return err == -EPERM || err == -EOPNOTSUPP || err == -ENOSYS ||
	       err == -EMLINK;
}

static int
copy(int from, int to)
{
	char buf[8192];
	uint64_t at = 0;

	for (;;) {
		ssize_t n = pread(from, buf, sizeof buf, (off_t)at);
		int err;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		err = write_all(to, (struct span){ buf, (size_t)n });
		if (err < 0)
			return err;
		at += (uint64_t)n;
	}
}

/*
 * Copies a file that cannot be linked into a staged one that has a name and can
 * be renamed.
 */
static int
move_to_slot(struct stage *s)
{
	int old = s->fd, err;
	struct stat st;
	int fd = stage_open_slot(s);

	if (fd < 0)
		return fd;
	s->fd = fd;
	err = stage_result(fstat(old, &st));
	if (err == 0)
		err = copy(old, fd);
	if (err == 0)
		err = stage_set_mode(fd, st.st_mode & 07777);
	if (err == 0)
		err =
		    stage_set_time(fd, (int64_t)st.st_mtim.tv_sec * 1000000000 +
					   st.st_mtim.tv_nsec);
	if (err == 0)
		err = stage_sync_file(fd, s->sync);
	close(old);
	return err;
}

/* Returns true if the name still belongs to this file. */
static bool
is_in_slot(const struct stage *s)
{
	struct stat mine, there;

	return fstat(s->fd, &mine) == 0 &&
	       fstatat(s->dir, s->name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	       mine.st_dev == there.st_dev && mine.st_ino == there.st_ino;
}

/*
 * Makes sure that the slot holds this file.  A process that does not lock may
 * have removed the staged file, and another upload may have its name now; then
 * the file is copied to a new slot.
 */
static int
keep_slot(struct stage *s)
{
	if (s->name[0] == '\0' || is_in_slot(s))
		return 0;
	return s->part ? -EBUSY : move_to_slot(s);
}

/* Renames the file from its slot to a name, replacing an existing file. */
static int
rename_slot(struct stage *s, const char *name)
{
	int err = stage_result(renameat(s->dir, s->name, s->dir, name));

	if (err == 0)
		s->name[0] = '\0';
	return err;
}

/*
 * Reserves the name by an empty file, for file systems without
 * RENAME_NOREPLACE.
 */
static int
rename_held(struct stage *s, const char *name)
{
	int fd =
	    openat(s->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return -errno;
	close(fd);
	err = rename_slot(s, name);
	if (err < 0)
		(void)unlinkat(s->dir, name, 0);
	return err;
}

/* Renames the file from its slot to a free name: -EEXIST if it is taken. */
static int
rename_free(struct stage *s, const char *name)
{
	int err = stage_result((int)syscall(
	    SYS_renameat2, s->dir, s->name, s->dir, name, NOREPLACE));

	if (err == 0)
		s->name[0] = '\0';
	return err == -EINVAL || err == -ENOSYS || err == -EOPNOTSUPP
		   ? rename_held(s, name)
		   : err;
}

/* Links a file without a name to this one. */
static int
link_nameless(struct stage *s, const char *name)
{
	char from[64];

	return stage_result(
	    linkat(AT_FDCWD, proc_name(from, sizeof from, s->fd).p, s->dir,
		name, AT_SYMLINK_FOLLOW));
}

/*
 * Gives a file without a name one that is taken: links it as STAGED and renames
 * it, since linkat does not replace.
 */
static int
rename_nameless(struct stage *s, const char *name)
{
	int err = link_nameless(s, FILE_STAGED);

	if (is_without_links(err)) {
		err = move_to_slot(s);
		return err == 0 ? rename_slot(s, name) : err;
	}
	if (err == 0)
		err = stage_result(renameat(s->dir, FILE_STAGED, s->dir, name));
	if (err < 0)
		(void)unlinkat(s->dir, FILE_STAGED, 0);
	return err;
}

static int
link_free(struct stage *s, const char *name)
{
	int err;

	if (s->name[0] == '\0')
		return link_nameless(s, name);
	err = stage_result(linkat(s->dir, s->name, s->dir, name, 0));
	if (err == 0) {
		(void)unlinkat(s->dir, s->name, 0);
		s->name[0] = '\0';
	}
	return err;
}

static int
take_free(struct stage *s, const char *name)
{
	int err;

	if (s->part) /* never under two names: os/stage_part */
		return rename_free(s, name);
	err = link_free(s, name);
	if (!is_without_links(err))
		return err;
	err = s->name[0] == '\0' ? move_to_slot(s) : 0;
	return err == 0 ? rename_free(s, name) : err;
}

void
stage_clear_litter(int dir)
{
	(void)unlinkat(dir, FILE_STAGED, 0);
}

int
stage_add(struct stage *s, const char *name)
{
	int err = keep_slot(s);

	stage_clear_litter(s->dir);
	return err == 0 ? take_free(s, name) : err;
}

int
stage_replace(
    struct stage *s, const char *name, const struct file_facts *before)
{
	int err = outdate(s, before);

	if (err == 0)
		err = keep_slot(s);
	if (err < 0)
		return err;
	stage_clear_litter(s->dir);
	if (before->kind == FILE_ABSENT)
		return take_free(s, name);
	return s->name[0] == '\0' ? rename_nameless(s, name)
				  : rename_slot(s, name);
}
