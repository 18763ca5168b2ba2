/*
 * Files beneath a root, and never outside: the kernel's openat2 and our own
 * walk over the same tree, with the same table.
 */
#define _GNU_SOURCE
#include "os/docroot.h"

#include "base/limits.h"
#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static char dir[] = "/tmp/minihttp-docroot-XXXXXX";

static const struct {
	const char *why, *path;
	bool directory, symlinks;
	enum file_kind kind;
	const char
	    *name; /* content of the file that was opened, with FILE_REGULAR */
} cases[] = {
	{ "a file", "file", 0, 1, FILE_REGULAR, "file" },
	{ "a file in a directory", "d/e/file", 0, 1, FILE_REGULAR, "d/e/file" },
	{ "no such file", "absent", 0, 1, FILE_ABSENT, NULL },
	{ "a file is no directory", "file/x", 0, 1, FILE_ABSENT, NULL },
	{ "a file with a slash behind it", "file", 1, 1, FILE_ABSENT, NULL },
	{ "a directory without its slash", "d", 0, 1, FILE_DIRECTORY, NULL },
	{ "a directory with an index", "d", 1, 1, FILE_REGULAR, "index.htm" },
	{ "the root, with an index", "", 1, 1, FILE_REGULAR, "index.html" },
	{ "a directory without an index", "d/e", 1, 1, FILE_DIRECTORY, NULL },
	{ "a directory by the name of an index is none", "trap", 1, 1,
	    FILE_DIRECTORY, NULL },
	{ "no such directory", "absent", 1, 1, FILE_ABSENT, NULL },
	{ "a link to a file", "to-file", 0, 1, FILE_REGULAR, "to-file" },
	{ "a link up and down again", "d/up", 0, 1, FILE_REGULAR, "d/up" },
	{ "through a link to a directory", "to-d/e/file", 0, 1, FILE_REGULAR,
	    "to-d/e/file" },
	{ "a link to a directory, with its index", "to-d", 1, 1, FILE_REGULAR,
	    "index.htm" },
	{ ".. in a link counts from where a link before it led", "dots", 0, 1,
	    FILE_REGULAR, "dots" },
	{ "a link to a file, with a slash in it", "slashed", 0, 1, FILE_ABSENT,
	    NULL },
	{ "a link to nothing", "dangling", 0, 1, FILE_ABSENT, NULL },
	{ "a link above the root", "out", 0, 1, FILE_OUTSIDE, NULL },
	{ "a link above the root and back in", "out-in", 0, 1, FILE_OUTSIDE,
	    NULL },
	{ "an absolute link", "absolute", 0, 1, FILE_OUTSIDE, NULL },
	{ "an absolute link on the way", "abs-d/file", 0, 1, FILE_OUTSIDE,
	    NULL },
	{ "an index that leads out", "bad-index", 1, 1, FILE_OUTSIDE, NULL },
	{ "a link to itself", "loop", 0, 1, FILE_SYMLINK, NULL },
	{ "a link where none is followed", "to-file", 0, 0, FILE_SYMLINK,
	    NULL },
	{ "nor on the way", "to-d/e/file", 0, 0, FILE_SYMLINK, NULL },
	{ "a file is found all the same", "d/e/file", 0, 0, FILE_REGULAR,
	    "d/e/file" },
	{ "a FIFO does not block", "fifo", 0, 1, FILE_SPECIAL, NULL },
	{ "a socket", "socket", 0, 1, FILE_SPECIAL, NULL },
	{ "a link to a FIFO", "to-fifo", 0, 1, FILE_SPECIAL, NULL },
};

static void
make_file(const char *name, mode_t mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, mode);

	if (fd < 0 || write(fd, name, strlen(name)) < 0)
		perror(name);
	close(fd);
}

static void
make_tree(void)
{
	static const struct {
		const char *to, *name;
	} links[] = {
		{ "file", "to-file" },
		{ "../file", "d/up" },
		{ "d", "to-d" },
		{ "d/e/..", "hop" }, /* the directory d, through one below it */
		{ "to-e/../index.htm", "dots" },
		{ "d/e", "to-e" },
		{ "file/", "slashed" },
		{ "absent", "dangling" },
		{ "../../../etc/passwd", "out" },
		{ "/etc/passwd", "absolute" },
		{ "/", "abs-d" },
		{ "/etc/passwd", "bad-index/index.html" },
		{ "loop", "loop" },
		{ "fifo", "to-fifo" },
	};
	struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "socket" };
	char back[64];
	int s = socket(AF_UNIX, SOCK_STREAM, 0);

	mkdir("d", 0755);
	mkdir("d/e", 0755);
	mkdir("trap", 0755);
	mkdir("trap/index.html", 0755);
	mkdir("bad-index", 0755);
	make_file("file", 0644);
	make_file("index.html", 0644);
	make_file("d/index.htm", 0644);
	make_file("d/e/file", 0644);
	make_file("denied", 0);
	for (size_t i = 0; i < COUNT(links); i++)
		if (symlink(links[i].to, links[i].name) < 0)
			perror(links[i].name);
	snprintf(back, sizeof back, "..%s/file", strrchr(dir, '/'));
	if (symlink(back, "out-in") < 0 || mkfifo("fifo", 0644) < 0 ||
	    bind(s, (struct sockaddr *)&un, sizeof un) < 0)
		perror("tree");
	close(s);
}

static void
test_table(struct docroot *root, const char *how)
{
	static const struct span index[] = { { "index.html", 10 },
		{ "index.htm", 9 } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct file_want want = { .any = true,
			.path = span_str(cases[i].path),
			.directory = cases[i].directory,
			.symlinks = cases[i].symlinks,
			.index = index,
			.nindex = 2 };
		struct file_facts facts;
		int fd = docroot_open(root, &want, &facts);
		bool good = facts.kind == cases[i].kind &&
			    (fd >= 0) == (cases[i].kind == FILE_REGULAR);

		if (fd >= 0)
			good = good && facts.size > 0 &&
			       span_eq(facts.name, span_str(cases[i].name));
		OK(good, "%s: %s", how, cases[i].why);
		docroot_close(&fd);
	}
}

/* This test says nothing as root, to whom nothing is denied. */
static void
test_denied(struct docroot *root)
{
	struct file_want want = {
		.any = true, .path = SPAN("denied"), .symlinks = true
	};
	struct file_facts facts;
	int fd;

	if (geteuid() == 0 && seteuid(65534) < 0)
		perror("seteuid");
	fd = docroot_open(root, &want, &facts);
	OK(fd < 0 && facts.kind == FILE_DENIED, "what may not be read: denied");
	docroot_close(&fd);
	if (getuid() == 0 && seteuid(0) < 0)
		perror("seteuid");
}

static void
test_read(struct docroot *root)
{
	struct file_want want = { .any = true, .path = SPAN("file") };
	struct file_facts facts;
	char buf[8];
	int fd = docroot_open(root, &want, &facts);

	OK(docroot_read(fd, buf, 2, 1) == 0 && memcmp(buf, "il", 2) == 0,
	    "docroot_read reads from an offset");
	OK(docroot_read(fd, buf, 5, 0) < 0, "and fails beyond the end");
	docroot_close(&fd);
	OK(fd == -1, "docroot_close forgets the descriptor");
}

/* The files beside another; one that is refused leaves no descriptor open. */
static void
test_beside(struct docroot *root)
{
	static const struct {
		const char *why, *path, *suffix;
		bool directory;
		enum file_kind kind;
	} beside[] = {
		{ "beside a file", "file", ".x", false, FILE_REGULAR },
		{ "beside an index", "d", "l", true, FILE_ABSENT },
		{ "beside the index of the root", "", ".x", true,
		    FILE_REGULAR },
		{ "nothing", "file", ".y", false, FILE_ABSENT },
		{ "a FIFO", "file", ".fifo", false, FILE_SPECIAL },
		{ "a link that leaves the root", "file", ".out", false,
		    FILE_OUTSIDE },
	};
	static const struct span index[] = { { "index.html", 10 },
		{ "index.htm", 9 } };

	make_file("file.x", 0644);
	make_file("index.html.x", 0644);
	if (mkfifo("file.fifo", 0644) < 0 ||
	    symlink("/etc/passwd", "file.out") < 0)
		perror("beside");
	for (size_t i = 0; i < COUNT(beside); i++) {
		struct file_want want = { .any = true,
			.path = span_str(beside[i].path),
			.directory = beside[i].directory,
			.symlinks = true,
			.index = index,
			.nindex = 2 };
		struct file_facts facts, other;
		int fd = docroot_open(root, &want, &facts), fd2;

		fd2 = docroot_open_beside(
		    root, &want, &facts, span_str(beside[i].suffix), &other);
		OK(fd >= 0 && other.kind == beside[i].kind &&
			(fd2 >= 0) == (other.kind == FILE_REGULAR),
		    "%s", beside[i].why);
		docroot_close(&fd);
		docroot_close(&fd2);
	}
}

/* A root inside a root: its neighbours are outside. */
static void
test_enter(struct docroot *root, const char *how)
{
	static const struct {
		const char *why, *name, *path;
		int err;
		enum file_kind kind;
	} enters[] = {
		{ "a directory", "d", "e/file", 0, FILE_REGULAR },
		{ "a link to one", "to-d", "e/file", 0, FILE_REGULAR },
		{ "a file beside it is outside", "d", "up", 0, FILE_OUTSIDE },
		{ "none", "absent", NULL, -ENOENT, FILE_ABSENT },
		{ "a file", "file", NULL, -ENOTDIR, FILE_ABSENT },
		{ "a link that leads out", "abs-d", NULL, -EXDEV, FILE_ABSENT },
		{ "above", "..", NULL, -EXDEV, FILE_ABSENT },
	};

	for (size_t i = 0; i < COUNT(enters); i++) {
		struct file_want want = { .any = true, .symlinks = true };
		struct file_facts facts = { .kind = enters[i].kind };
		struct docroot site;
		int err = docroot_enter(root, enters[i].name, &site), fd = -1;

		if (err == 0) {
			want.path = span_str(enters[i].path);
			fd = docroot_open(&site, &want, &facts);
		}
		OK(err == enters[i].err && facts.kind == enters[i].kind &&
			(err == 0) == (site.fd >= 0),
		    "%s: a root in a root: %s", how, enters[i].why);
		docroot_close(&fd);
		docroot_close_root(&site);
	}
}

/* Every descriptor is closed again: the next one has the same number. */
static void
test_leaks(struct docroot *root, int before)
{
	int now = dup(0);

	OK(now == before, "%s: no descriptor is left open",
	    root->walk ? "walk" : "openat2");
	close(now);
}

int
main(void)
{
	char long_path[LIMIT_PATH];
	struct file_want want = { .any = true, .symlinks = true };
	struct file_facts facts;
	struct docroot root;
	int before;

	if (mkdtemp(dir) == NULL || chdir(dir) < 0)
		return perror(dir), 1;
	(void)chmod(dir, 0755);
	OK(docroot_open_root(&root, "absent") < 0 && root.fd == -1,
	    "a root that is missing");
	OK(docroot_open_root(&root, "/etc/passwd") < 0,
	    "a root that is a file");
	make_tree();
	if (docroot_open_root(&root, ".") < 0)
		return perror(dir), 1;
	before = dup(0);
	close(before);
	for (int walk = 0; walk < 2; walk++) {
		root.walk = walk;
		test_table(&root, walk ? "walk" : "openat2");
		test_enter(&root, walk ? "walk" : "openat2");
		test_leaks(&root, before);
		memset(long_path, 'x', sizeof long_path);
		long_path[sizeof long_path - 1] = '\0';
		want.path = span_str(long_path);
		(void)docroot_open(&root, &want, &facts);
		OK(facts.kind == FILE_ABSENT, "a name over NAME_MAX is absent");
	}
	OK(root.walk, "the walk was asked for, and kept to");
	test_denied(&root);
	test_read(&root);
	test_beside(&root);
	test_leaks(&root, before);
	docroot_close_root(&root);
	if (chdir("/") == 0 && strncmp(dir, "/tmp/minihttp-", 14) == 0) {
		char rm[64];

		snprintf(rm, sizeof rm, "rm -rf %s", dir);
		if (system(rm) != 0)
			perror(rm);
	}
	return DONE();
}
