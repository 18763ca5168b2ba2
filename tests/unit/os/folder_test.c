/*
 * The names of a directory, and which of them a request can ask for.
 */
#define _GNU_SOURCE
#include "os/folder.h"

#include "unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

static char dir[] = "/tmp/minihttp-folder-XXXXXX";

static const struct {
	const char *why, *name;
	bool seen, seen_without_links, directory;
	uint64_t size;
} cases[] = {
	{ "a file", "d/file", 1, 1, 0, 5 },
	{ "a directory", "d/sub", 1, 1, 1, 0 },
	{ "a link to a file is what it leads to", "d/to-file", 1, 0, 0, 5 },
	{ "a link to a directory", "d/to-sub", 1, 0, 1, 0 },
	{ "a link up and down again", "d/up", 1, 0, 0, 5 },
	{ "a link out of the root", "d/out", 0, 0, 0, 0 },
	{ "an absolute link", "d/absolute", 0, 0, 0, 0 },
	{ "a link to nothing", "d/dangling", 0, 0, 0, 0 },
	{ "a link to itself", "d/loop", 0, 0, 0, 0 },
	{ "a FIFO", "d/fifo", 0, 0, 0, 0 },
	{ "a link to a FIFO", "d/to-fifo", 0, 0, 0, 0 },
	{ "a file that may not be read", "d/denied", 0, 0, 0, 0 },
	{ "a directory that may not be entered", "d/closed", 0, 0, 0, 0 },
};

static void
make_file(const char *name, mode_t mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, mode);

	if (fd < 0 || write(fd, "12345", 5) < 0)
		perror(name);
	close(fd);
}

static void
make_tree(void)
{
	mkdir("d", 0755);
	mkdir("d/sub", 0755);
	mkdir("d/closed", 0);
	make_file("d/file", 0644);
	make_file("d/denied", 0);
	if (symlink("file", "d/to-file") < 0 || symlink("sub", "d/to-sub") ||
	    symlink("../d/file", "d/up") < 0 ||
	    symlink("../../../etc/passwd", "d/out") < 0 ||
	    symlink("/etc/passwd", "d/absolute") < 0 ||
	    symlink("absent", "d/dangling") < 0 ||
	    symlink("loop", "d/loop") < 0 || symlink("fifo", "d/to-fifo") < 0 ||
	    mkfifo("d/fifo", 0644) < 0)
		perror("tree");
}

static void
test_look(struct docroot *root, int fd, bool symlinks)
{
	static struct folder f;
	struct span name;
	size_t names = 0;
	int more;

	folder_init(&f, fd, root, "d", symlinks);
	OK(folder_rewind(&f) == 0, "from the first name on");
	while ((more = folder_next(&f, &name)) > 0 && ++names < 100)
		for (size_t i = 0; i < COUNT(cases); i++) {
			struct file_entry e = { .size = 99 };
			bool want = symlinks ? cases[i].seen
					     : cases[i].seen_without_links;
			bool seen;

			if (!span_eq(name, span_str(cases[i].name + 2)))
				continue;
			seen = folder_look(&f, name, &e);
			OK(seen == want &&
				(!seen ||
				    (span_eq(e.name, name) && e.mtime_s > 0 &&
					e.directory == cases[i].directory &&
					(e.directory ||
					    e.size == cases[i].size))),
			    "%s, links %s", cases[i].why,
			    symlinks ? "followed" : "not");
		}
	OK(more == 0 && names == COUNT(cases),
	    "each name once, without . and ..: %zu", names);
	OK(!folder_look(&f, SPAN("gone"), &(struct file_entry){ 0 }),
	    "what has gone meanwhile");
}

/* More names than one call of getdents64 returns. */
static void
test_many(struct docroot *root)
{
	static struct folder f;
	struct span name;
	size_t names = 0;
	char path[64];
	int fd;

	mkdir("many", 0755);
	for (int i = 0; i < 3000; i++) {
		snprintf(path, sizeof path, "many/name-%04d", i);
		close(open(path, O_WRONLY | O_CREAT, 0644));
	}
	fd = open("many", O_RDONLY | O_DIRECTORY);
	folder_init(&f, fd, root, "many", true);
	for (int again = 0; again < 2; again++) {
		while (folder_next(&f, &name) > 0)
			names += name.n == 9;
		(void)folder_rewind(&f);
	}
	OK(names == 6000, "3000 names, and again from the start");
	close(fd);
	fd = open("d/file", O_RDONLY);
	folder_init(&f, fd, root, "d/file", true);
	OK(folder_next(&f, &name) < 0, "what is no directory has none");
	close(fd);
}

int
main(void)
{
	struct docroot root;
	size_t n = (size_t)1 << 30;
	char *room;
	int fd;

	if (mkdtemp(dir) == NULL || chdir(dir) < 0)
		return perror(dir), 1;
	(void)chmod(dir, 0755);
	make_tree();
	if (docroot_open_root(&root, ".") < 0)
		return perror(dir), 1;
	fd = open("d", O_RDONLY | O_DIRECTORY);
	test_many(&root);
	/* root may read everything, so the rest runs as another user */
	if (getuid() == 0 && setresuid(65534, 65534, 0) < 0)
		perror("setresuid");
	for (int walk = 0; walk < 2; walk++) {
		root.walk = walk;
		test_look(&root, fd, true);
		test_look(&root, fd, false);
	}
	room = folder_map(n);
	OK(room != NULL && room[0] == 0 && room[n - 1] == 0,
	    "a room costs what is used of it");
	folder_unmap(room, n);
	folder_unmap(NULL, n);
	docroot_close_root(&root);
	/* become root again, if the test began as root */
	if (getuid() == 65534 && setresuid(0, 0, 0) < 0)
		perror("setresuid");
	if (chdir("/") == 0 && strncmp(dir, "/tmp/minihttp-", 14) == 0) {
		char rm[64];

		snprintf(rm, sizeof rm, "rm -rf %s", dir);
		if (system(rm) != 0)
			perror(rm);
	}
	return DONE();
}
