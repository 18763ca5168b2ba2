#define _GNU_SOURCE
#include "os/walk.h"

#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 2 * LIMIT_PATH };

/* Opens one component without following it: a descriptor or -errno. */
static int
step(int dir, struct span name, int flags)
{
	char buf[256];
	int fd;

	if (name.n >= sizeof buf)
		return -ENAMETOOLONG;
	memcpy(buf, name.p, name.n);
	buf[name.n] = '\0';
	fd = openat(dir, name.n > 0 ? buf : ".", flags | O_NOFOLLOW);
	return fd < 0 ? -errno : fd;
}

/*
 * Does the same, but never returns a link: with O_PATH the kernel would open
 * the link itself instead of failing with ELOOP.
 */
static int
step_to(int dir, struct span name, int flags)
{
	struct stat st;
	int fd = step(dir, name, flags);

	if (fd < 0 || (flags & (O_PATH | O_DIRECTORY)) != O_PATH ||
	    (fstat(fd, &st) == 0 && !S_ISLNK(st.st_mode)))
		return fd;
	close(fd);
	return -ELOOP;
}

/*
 * Returns the length of the text of the link, 0 if name is not a link, or
 * -errno.
 */
static ssize_t
read_link(int dir, struct span name, char text[LIMIT_PATH])
{
	struct stat st;
	ssize_t n = 0;
	int fd = step(dir, name, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) == 0 && S_ISLNK(st.st_mode)) {
		n = readlinkat(fd, "", text, LIMIT_PATH);
		if (n <= 0)
			n = -EAGAIN; /* it was replaced as we looked */
	}
	close(fd);
	return n;
}

/* path = done "/" middle "/" rest; 0 or -errno. */
static int
rewrite(char path[PATH_ROOM], struct span done, struct span middle,
    struct span rest)
{
	char joined[PATH_ROOM];
	struct text t = TEXT(joined);
	const struct span part[3] = { done, middle, rest };

	for (int i = 0; i < 3; i++) {
		if (part[i].n == 0)
			continue;
		if (t.n > 0)
			text_char(&t, '/');
		text_put(&t, part[i]);
	}
	text_char(&t, '\0');
	if (!text_fits(&t))
		return -ENAMETOOLONG;
	memcpy(path, joined, t.n);
	return 0;
}

/* Returns to the parent directory: 0, or -EXDEV above the root. */
static int
climb(char path[PATH_ROOM], struct span done, struct span rest)
{
	if (done.n == 0)
		return -EXDEV;
	while (done.n > 0 && done.p[done.n - 1] != '/')
		done.n--;
	if (done.n > 0)
		done.n--;
	return rewrite(path, done, SPAN(""), rest);
}

/*
 * Replaces `name` by the text of the link: 1, 0 if it is not a link, or -errno.
 */
static int
expand(int dir, char path[PATH_ROOM], struct span done, struct span name,
    struct span rest)
{
	char link[LIMIT_PATH];
	ssize_t n = read_link(dir, name, link);
	int err;

	if (n <= 0)
		return (int)n;
	if (*link == '/')
		return -EXDEV;
	err = rewrite(path, done, (struct span){ link, (size_t)n }, rest);
	return err < 0 ? err : 1;
}

enum progress { ARRIVED, CLIMBED, EXPANDED };

/*
 * Walks the path until the end (*fd is a descriptor or -errno), or until the
 * path was rewritten around a ".." or a link and the walk has to begin again.
 * done is the part that has been walked: real directories, without dots.
 */
static enum progress
walk_once(int root, char path[PATH_ROOM], int flags, int *fd)
{
	char buf[PATH_ROOM];
	struct text done = TEXT(buf);
	struct span rest = span_str(path), name;
	int dir = root, err = 0;
	enum progress progress = ARRIVED;
	bool more = true;

	while (more && err >= 0 && progress == ARRIVED) {
		int next;

		more = span_cut(rest, '/', &name, &rest);
		if (span_eq(name, SPAN(".."))) {
			err = climb(path, TEXT_SPAN(done), rest);
			progress = CLIMBED;
			break;
		}
		next = err = step_to(
		    dir, name, more ? O_PATH | O_DIRECTORY | O_CLOEXEC : flags);
		if (err == -ELOOP || err == -ENOTDIR) {
			int link =
			    expand(dir, path, TEXT_SPAN(done), name, rest);

			if (link != 0)
				err = link;
			if (link > 0)
				progress = EXPANDED;
		}
		if (dir != root)
			close(dir);
		dir = next >= 0 ? next : root;
		if (name.n == 0 || span_eq(name, SPAN(".")))
			continue;
		if (done.n > 0)
			text_char(&done, '/');
		text_put(&done, name);
	}
	if (err >= 0 && progress == ARRIVED) {
		*fd = dir;
		return ARRIVED;
	}
	if (dir != root)
		close(dir);
	*fd = err;
	return err < 0 ? ARRIVED : progress;
}

int
walk_open(int root, const char *path, int flags, bool symlinks)
{
	char buf[PATH_ROOM];
	struct text t = TEXT(buf);
	int links = 0, fd = -ELOOP;

	text_put(&t, span_str(path));
	text_char(&t, '\0');
	if (!text_fits(&t))
		return -ENAMETOOLONG;
	/* Each climb makes the path shorter, so the loop ends. */
	while (links <= LIMIT_SYMLINKS)
		switch (walk_once(root, buf, flags, &fd)) {
		case ARRIVED:
			return fd;
		case CLIMBED:
			break;
		case EXPANDED:
			links += symlinks ? 1 : LIMIT_SYMLINKS + 1;
			break;
		}
	return -ELOOP;
}
