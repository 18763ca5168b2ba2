/*
 * The name of an output leads to a descriptor, to the file of a link, or to
 * itself.
 */
#define _GNU_SOURCE
#include "client/follow.h"

#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *path;
	int fd;
} descriptors[] = {
	{ "/dev/stdout", 1 },
	{ "/dev/stderr", 2 },
	{ "/dev/fd/1", 1 },
	{ "/dev/fd/7", 7 },
	{ "/proc/self/fd/12", 12 },
	{ "/dev/fd/", -1 },
	{ "/dev/fd/1x", -1 },
	{ "/dev/fd/99999999999", -1 },
	{ "/dev/null", -1 },
	{ "dev/stdout", -1 },
	{ "", -1 },
	{ "out", 1 },
	{ "far", 1 },
};

static const struct {
	const char *why, *path, *target;
} links[] = {
	{ "a file", "file", "file" },
	{ "what is not there", "none/x", "none/x" },
	{ "a link", "link", "file" },
	{ "a link in a directory", "sub/link", "sub/../file" },
	{ "a link to a link", "second", "file" },
	{ "a link to nothing yet", "sub/new", "sub/nowhere" },
	{ "an absolute one", "root", "/" },
	{ "a descriptor's name is the last", "out", "/dev/stdout" },
};

static void
make_links(void)
{
	char dir[] = "/tmp/follow.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) < 0 || mkdir("sub", 0700) < 0 ||
	    close(open("file", O_CREAT | O_WRONLY, 0600)) < 0 ||
	    symlink("file", "link") < 0 || symlink("link", "second") < 0 ||
	    symlink("../file", "sub/link") < 0 ||
	    symlink("nowhere", "sub/new") < 0 || symlink("/", "root") < 0 ||
	    symlink("/dev/stdout", "out") < 0 || symlink("out", "far") < 0 ||
	    symlink("loop", "loop") < 0)
		abort();
}

static void
remove_links(void)
{
	static const char *const names[] = { "file", "link", "second",
		"sub/link", "sub/new", "root", "out", "far", "loop" };
	char dir[FOLLOW_ROOM];

	for (size_t i = 0; i < COUNT(names); i++)
		(void)unlink(names[i]);
	(void)rmdir("sub");
	if (getcwd(dir, sizeof dir) != NULL)
		(void)rmdir(dir);
}

int
main(void)
{
	char target[FOLLOW_ROOM], longer[FOLLOW_ROOM + 1];
	int fd;

	make_links();
	for (size_t i = 0; i < COUNT(descriptors); i++)
		OK(follow_descriptor(descriptors[i].path) == descriptors[i].fd,
		    "%s", descriptors[i].path);
	for (size_t i = 0; i < COUNT(links); i++)
		OK(follow_links(links[i].path, target) &&
			strcmp(target, links[i].target) == 0,
		    "%s: %s", links[i].why, target);
	OK(follow_links("loop", target), "a loop ends");
	memset(longer, 'x', FOLLOW_ROOM);
	longer[FOLLOW_ROOM] = '\0';
	OK(!follow_links(longer, target), "a name that is too long");
	/* a descriptor that exec closes is one of the program itself */
	fd = open("file", O_WRONLY | O_CLOEXEC);
	OK(follow_open(fd) == -EBADF, "a descriptor of our own");
	OK(follow_open(1000) == -EBADF, "one that is closed");
	OK(fcntl(fd, F_SETFD, 0) == 0 && close(follow_open(fd)) == 0,
	    "one of the caller's");
	remove_links();
	return DONE();
}
