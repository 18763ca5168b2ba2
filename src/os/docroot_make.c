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

/* Makes one directory in *dir, which then becomes the new directory. */
static int
make_one(int *dir, struct span name, unsigned mode, unsigned *count)
{
	char buf[LIMIT_NAME];
	struct text t = TEXT(buf);
	bool made;
	int next;

	text_put(&t, name);
	text_char(&t, '\0');
	if (!text_fits(&t))
		return -ENAMETOOLONG;
	made = mkdirat(*dir, buf, 0700) == 0;
	if (!made && errno != EEXIST)
		return -errno;
	*count += made;
	next =
	    openat(*dir, buf, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (next < 0)
		return -errno;
	/* fchmod ignores the umask; fsync makes the name durable */
	if (made && (cannot(fchmod(next, mode)) || cannot(fsync(*dir)))) {
		int err = -errno;

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
