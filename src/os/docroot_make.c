#define _GNU_SOURCE
#include "base/limits.h"
#include "base/text.h"
#include "os/docroot.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Returns true if the call failed, except where the file system does not
 * support it (os/stage).
 */
static bool
cannot(int r)
{
	return r < 0 && errno != EPERM && errno != EOPNOTSUPP &&
	       errno != ENOSYS && errno != EINVAL;
}

/* Gives a new directory its mode, and makes its name in dir durable. */
static int
complete(int dir, int made, unsigned mode)
{
	/* fchmod ignores the umask */
	return cannot(fchmod(made, mode)) || cannot(fsync(dir)) ? -errno : 0;
}

static int
open_made(int dir, const char *name)
{
	int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	return fd < 0 ? -errno : fd;
}

int
docroot_make_name(int dir, const char *name, unsigned mode)
{
	int fd, err;

	if (mkdirat(dir, name, 0700) < 0)
		return -errno;
	fd = open_made(dir, name);
	if (fd < 0)
		return fd;
	err = complete(dir, fd, mode);
	close(fd);
	if (err < 0)
		(void)unlinkat(dir, name, AT_REMOVEDIR);
	return err;
}

/* Makes one directory in *dir, which then becomes the new directory. */
static int
make_one(int *dir, struct span name, unsigned mode, unsigned *count)
{
	char buf[LIMIT_NAME];
	struct text t = TEXT(buf);
	bool made;
	int next, err;

	text_put(&t, name);
	text_char(&t, '\0');
	if (!text_fits(&t))
		return -ENAMETOOLONG;
	made = mkdirat(*dir, buf, 0700) == 0;
	if (!made && errno != EEXIST)
		return -errno;
	*count += made;
	next = open_made(*dir, buf);
	if (next < 0)
		return next;
	err = made ? complete(*dir, next, mode) : 0;
	if (err < 0) {
		close(next);
		return err;
	}
	close(*dir);
	*dir = next;
	return 0;
}

unsigned
docroot_depth(struct span path)
{
	unsigned n = path.n > 0;

	for (size_t i = 0; i < path.n; i++)
		n += path.p[i] == '/';
	return n;
}

int
docroot_make_parent(struct docroot *root, const struct file_want *want,
    unsigned mode, unsigned *made)
{
	struct span rest = want->parent, name;
	int dir, err;
	bool more;

	*made = 0;
	if (docroot_depth(want->parent) > LIMIT_DEPTH)
		return -ENAMETOOLONG;
	dir = docroot_open_beneath(
	    root, "", O_RDONLY | O_DIRECTORY | O_CLOEXEC, false);
	err = dir < 0 ? dir : 0;
	for (more = err == 0; more && err == 0;) {
		more = span_cut(rest, '/', &name, &rest);
		err = make_one(&dir, name, mode, made);
	}
	docroot_close(&dir);
	return err;
}

/*
 * Removes the last directory of the first n bytes of the path, if it is empty.
 */
static bool
remove_last(struct docroot *root, const struct file_want *want, size_t n)
{
	char path[LIMIT_PATH];
	struct text t = TEXT(path);
	const char *name = path, *parent = "";
	char *slash;
	bool gone;
	int dir;

	text_put(&t, (struct span){ want->parent.p, n });
	text_char(&t, '\0');
	if (!text_fits(&t))
		return false;
	slash = memrchr(path, '/', n);
	if (slash != NULL) {
		*slash = '\0';
		parent = path;
		name = slash + 1;
	}
	dir = docroot_open_beneath(
	    root, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC, false);
	if (dir < 0)
		return false;
	gone = unlinkat(dir, name, AT_REMOVEDIR) == 0;
	close(dir);
	return gone;
}

void
docroot_unmake_parent(
    struct docroot *root, const struct file_want *want, unsigned made)
{
	size_t n = want->parent.n;

	for (; made > 0 && n > 0 && remove_last(root, want, n); made--)
		while (n > 0 && want->parent.p[--n] != '/')
			;
}
