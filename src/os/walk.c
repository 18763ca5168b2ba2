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
open_part(int dir, struct span name, int flags)
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
open_real(int dir, struct span name, int flags)
{
	struct stat st;
	int fd = open_part(dir, name, flags);

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
	int fd = open_part(dir, name, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) == 0 && S_ISLNK(st.st_mode)) {
		n = readlinkat(fd, "", text, LIMIT_PATH);
		if (n <= 0)
			/* the link was replaced between the two calls */
			n = -EAGAIN;
	}
	close(fd);
	return n;
}

/* Sets path to done "/" middle "/" rest.  Returns 0 or -errno. */
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

/* Goes back to the parent directory.  Returns 0, or -EXDEV above the root. */
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
 * Replaces `name` by the text of the link.  Returns 1, 0 if it is not a link,
 * or -errno.
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

/* A walk from the root, which begins again whenever its path is rewritten. */
struct descent {
	char *path; /* PATH_ROOM bytes */
	int root, flags;
	/* the part walked so far: real directories, without dots */
	struct text done;
	struct span rest; /* the part of the path still to walk */
	int here; /* the directory that was reached, the root at first */
	int err;  /* why the walk failed */
};

/* How a step of a walk ended. */
enum step {
	STEP_TAKEN,    /* `here` is the next directory */
	STEP_ARRIVED,  /* `here` is the file */
	STEP_CLIMBED,  /* the path was rewritten without a ".." */
	STEP_EXPANDED, /* the path was rewritten around a link */
	STEP_FAILED    /* err is set */
};

static void
go_to(struct descent *w, int fd)
{
	if (w->here != w->root)
		close(w->here);
	w->here = fd;
}

/* Returns the step if the result is not -errno, else STEP_FAILED. */
static enum step
unless_failed(struct descent *w, int result, enum step step)
{
	if (result >= 0)
		return step;
	w->err = result;
	return STEP_FAILED;
}

/* Takes one component from the rest of the path. */
static enum step
take_step(struct descent *w)
{
	struct span name, done = TEXT_SPAN(w->done);
	bool more = span_cut(w->rest, '/', &name, &w->rest);
	int fd;

	if (span_eq(name, SPAN("..")))
		return unless_failed(
		    w, climb(w->path, done, w->rest), STEP_CLIMBED);
	fd = open_real(
	    w->here, name, more ? O_PATH | O_DIRECTORY | O_CLOEXEC : w->flags);
	if (fd == -ELOOP || fd == -ENOTDIR) {
		int link = expand(w->here, w->path, done, name, w->rest);

		if (link != 0)
			return unless_failed(w, link, STEP_EXPANDED);
	}
	if (fd < 0)
		return unless_failed(w, fd, STEP_FAILED);
	go_to(w, fd);
	if (name.n > 0 && !span_eq(name, SPAN("."))) {
		if (done.n > 0)
			text_char(&w->done, '/');
		text_put(&w->done, name);
	}
	return more ? STEP_TAKEN : STEP_ARRIVED;
}

/*
 * Walks until the end of the path, or until the path is rewritten and the walk
 * has to begin again.  *fd is the file, or -errno after STEP_FAILED.
 */
static enum step
walk_once(int root, char path[PATH_ROOM], int flags, int *fd)
{
	char buf[PATH_ROOM];
	struct descent w = { .path = path,
		.root = root,
		.flags = flags,
		.done = TEXT(buf),
		.rest = span_str(path),
		.here = root };
	enum step step;

	do
		step = take_step(&w);
	while (step == STEP_TAKEN);
	if (step == STEP_ARRIVED) {
		*fd = w.here;
	} else {
		go_to(&w, root);
		*fd = w.err;
	}
	return step;
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
		case STEP_ARRIVED:
		case STEP_FAILED:
			return fd;
		case STEP_TAKEN:
		case STEP_CLIMBED:
			break;
		case STEP_EXPANDED:
			links += symlinks ? 1 : LIMIT_SYMLINKS + 1;
			break;
		}
	return -ELOOP;
}
