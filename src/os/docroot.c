#define _GNU_SOURCE
#include "os/docroot.h"

#include "base/limits.h"
#include "base/text.h"
#include "os/kernel.h"
#include "os/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/openat2.h, which a musl tool chain does not have. */
struct open_how_v0 {
	uint64_t flags, mode, resolve;
};
#define RESOLVE_NO_MAGICLINKS 0x02
#define RESOLVE_NO_SYMLINKS 0x04
#define RESOLVE_BENEATH 0x08
/* A rename anywhere may make RESOLVE_BENEATH return EAGAIN: openat2(2). */
#define RACES 16

/*
 * O_NONBLOCK: a FIFO must not block.  O_NOCTTY: a terminal must not become
 * ours.
 */
#define READ_FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

int
docroot_open_root(struct docroot *root, const char *path)
{
	root->walk = false;
	root->fd = openat(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return root->fd < 0 ? -errno : 0;
}

void
docroot_close_root(struct docroot *root)
{
	if (root->fd >= 0)
		close(root->fd);
	root->fd = -1;
}

int
docroot_open_beneath(
    struct docroot *root, const char *path, int flags, bool symlinks)
{
	struct open_how_v0 how = { .flags = (uint64_t)flags,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	long fd = -1;

	if (!symlinks)
		how.resolve |= RESOLVE_NO_SYMLINKS;
	if (*path == '\0')
		path = ".";
	for (int i = 0; i < RACES && !root->walk; i++) {
		fd = syscall(SYS_openat2, root->fd, path, &how, sizeof how);
		if (fd >= 0)
			return (int)fd;
		/* an old kernel, or a filter that forbids the call */
		if (errno == ENOSYS || errno == EPERM)
			root->walk = true;
		else if (errno != EAGAIN && errno != EINTR)
			return -errno;
	}
	return root->walk ? walk_open(root->fd, path, flags, symlinks)
			  : -EAGAIN;
}

int
docroot_enter(struct docroot *root, const char *name, struct docroot *beneath)
{
	int fd = docroot_open_beneath(
	    root, name, O_PATH | O_DIRECTORY | O_CLOEXEC, true);

	beneath->fd = fd < 0 ? -1 : fd;
	beneath->walk = root->walk;
	return fd < 0 ? fd : 0;
}

/* The only table from errno to the kind of file that the plan uses. */
enum file_kind
docroot_kind_of_error(int err)
{
	switch (-err) {
	case ENOENT:
	case ENOTDIR:
	case ENAMETOOLONG:
		return FILE_ABSENT;
	case EACCES:
	case EPERM:
		return FILE_DENIED;
	case EXDEV:
		return FILE_OUTSIDE;
	case ELOOP:
		return FILE_SYMLINK;
	case ENXIO: /* a socket, or a FIFO without a writer */
	case ENODEV:
		return FILE_SPECIAL;
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case EAGAIN:
		return FILE_BUSY;
	default:
		return FILE_BROKEN;
	}
}

#define SECOND_NS 1000000000
#define SECONDS_MOST (INT64_MAX / SECOND_NS - 1)

/*
 * Converts a time stamp of the years 1678 to 2261; any other becomes the
 * nearest.
 */
static int64_t
to_ns(const struct timespec *t)
{
	int64_t s = t->tv_sec, most = SECONDS_MOST;

	s = s > most ? most : s < -most ? -most : s;
	return s * SECOND_NS + t->tv_nsec;
}

void
docroot_facts(const struct stat *st, struct file_facts *facts)
{
	facts->kind = S_ISREG(st->st_mode)   ? FILE_REGULAR
		      : S_ISDIR(st->st_mode) ? FILE_DIRECTORY
		      : S_ISLNK(st->st_mode) ? FILE_SYMLINK
					     : FILE_SPECIAL;
	facts->size = (uint64_t)st->st_size;
	facts->unsized = false;
	facts->executable = (st->st_mode & 0111) != 0;
	facts->inode = (uint64_t)st->st_ino;
	facts->device = (uint64_t)st->st_dev;
	facts->mtime_ns = to_ns(&st->st_mtim);
	facts->ctime_ns = to_ns(&st->st_ctim);
}

int
docroot_describe(int fd, struct file_facts *facts)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	docroot_facts(&st, facts);
	return 0;
}

/*
 * A regular file without blocks is empty, or a hole, or not on a disk: /proc
 * reports a size of 0 and /sys one page, whatever the files contain.  One byte
 * that exists beyond the size, or is missing within it, shows this. (Some files
 * of /proc are read in words of eight bytes only.)
 */
static __attribute__((noinline)) enum file_kind
docroot_probe(int fd, struct file_facts *facts)
{
	uint64_t word;
	bool none = facts->size == 0;
	ssize_t got;

	if (facts->size > LIMIT_UNSIZED_PAGE)
		return FILE_REGULAR;
	got = docroot_read_some(
	    fd, &word, none ? sizeof word : 1, none ? 0 : facts->size - 1);
	/* a stream has no offsets, or nothing to read at the moment */
	if (got < 0)
		return got == -ESPIPE || got == -EAGAIN
			   ? FILE_SPECIAL
			   : docroot_kind_of_error((int)got);
	facts->unsized = none ? got > 0 : got == 0;
	return FILE_REGULAR;
}

/*
 * Reads the facts from the descriptor.  Closes it if it is not of the kind to
 * keep.
 */
static int
describe(int fd, enum file_kind keep, struct file_facts *facts)
{
	struct stat st;

	facts->kind = FILE_BROKEN;
	if (fd < 0) {
		facts->kind = docroot_kind_of_error(fd);
		return -1;
	}
	if (fstat(fd, &st) == 0)
		docroot_facts(&st, facts);
	if (facts->kind == FILE_REGULAR && keep == FILE_REGULAR &&
	    st.st_blocks == 0)
		facts->kind = docroot_probe(fd, facts);
	if (facts->kind == keep)
		return fd;
	close(fd);
	return -1;
}

/*
 * Opens the first existing index of a path that ends in a slash.  The index is
 * tried before the directory, since it nearly always exists, and then one call
 * is enough.
 */
static int
open_index(struct docroot *root, const struct file_want *want,
    struct file_facts *facts)
{
	char path[LIMIT_PATH + LIMIT_NAME];

	for (size_t i = 0; i < want->nindex; i++) {
		struct text t = TEXT(path);
		int fd;

		text_put(&t, want->path);
		if (t.n > 0)
			text_char(&t, '/');
		text_put(&t, want->index[i]);
		text_char(&t, '\0');
		if (!text_fits(&t))
			continue;
		facts->name = want->index[i];
		fd = describe(docroot_open_beneath(
				  root, path, READ_FLAGS, want->symlinks),
		    FILE_REGULAR, facts);
		if (facts->kind != FILE_ABSENT && facts->kind != FILE_DIRECTORY)
			return fd;
	}
	return describe(
	    docroot_open_beneath(root, want->path.p,
		(want->lists ? O_RDONLY : O_PATH) | O_DIRECTORY | O_CLOEXEC,
		want->symlinks),
	    want->lists ? FILE_DIRECTORY : FILE_REGULAR, facts);
}

int
docroot_open(struct docroot *root, const struct file_want *want,
    struct file_facts *facts)
{
	*facts = (struct file_facts){ .kind = FILE_ABSENT };
	facts->name = want->path;
	if (want->directory)
		return open_index(root, want, facts);
	return describe(docroot_open_beneath(
			    root, want->path.p, READ_FLAGS, want->symlinks),
	    FILE_REGULAR, facts);
}

int
docroot_open_beside(struct docroot *root, const struct file_want *want,
    const struct file_facts *facts, struct span suffix,
    struct file_facts *beside)
{
	char path[LIMIT_PATH + LIMIT_NAME];
	struct text t = TEXT(path);

	if (want->directory && want->path.n > 0) {
		text_put(&t, want->path);
		text_char(&t, '/');
	}
	text_put(&t, facts->name);
	text_put(&t, suffix);
	text_char(&t, '\0');
	*beside = (struct file_facts){ .kind = FILE_ABSENT };
	if (!text_fits(&t))
		return -1;
	return describe(
	    docroot_open_beneath(root, path, READ_FLAGS, want->symlinks),
	    FILE_REGULAR, beside);
}

/* Returns the first n bytes of the parent as a string. */
static bool
parent_name(const struct file_want *want, size_t n, char path[LIMIT_PATH])
{
	struct text t = { path, LIMIT_PATH, 0 };

	text_put(&t, (struct span){ want->parent.p, n });
	text_char(&t, '\0');
	return text_fits(&t);
}

int
docroot_open_parent(struct docroot *root, const struct file_want *want)
{
	char path[LIMIT_PATH];

	if (!parent_name(want, want->parent.n, path))
		return -ENAMETOOLONG;
	return docroot_open_beneath(
	    root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, false);
}

ssize_t
docroot_read_some(int fd, void *buf, size_t n, uint64_t offset)
{
	ssize_t got;

	do
		got = pread(fd, buf, n, (off_t)offset);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

int
docroot_read(int fd, void *buf, size_t n, uint64_t offset)
{
	char *p = buf;

	while (n > 0) {
		ssize_t got = pread(fd, p, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -ENODATA;
		p += got;
		n -= (size_t)got;
		offset += (uint64_t)got;
	}
	return 0;
}

void
docroot_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}
