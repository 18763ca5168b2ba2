#define _GNU_SOURCE
#include "os/folder.h"

#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A record of getdents64(2).  readdir(3) would allocate memory. */
struct record {
	uint64_t inode;
	int64_t offset;
	uint16_t length; /* the length of this record */
	uint8_t type;
	char name[];
};

void
folder_init(struct folder *f, int fd, struct docroot *root, const char *path,
    bool symlinks)
{
	f->fd = fd;
	f->root = root;
	f->path = path;
	f->symlinks = symlinks;
	f->at = f->n = 0;
}

static int
fill(struct folder *f)
{
	long got = syscall(SYS_getdents64, f->fd, f->buf, sizeof f->buf);

	if (got <= 0)
		return got < 0 ? -errno : 0;
	f->at = 0;
	f->n = (size_t)got;
	return 1;
}

static bool
is_dots(struct span name)
{
	return span_eq(name, SPAN(".")) || span_eq(name, SPAN(".."));
}

int
folder_next(struct folder *f, struct span *name)
{
	do {
		const struct record *r;
		int more = f->at < f->n ? 1 : fill(f);

		if (more <= 0)
			return more;
		r = (const struct record *)(const void *)(f->buf + f->at);
		f->at += r->length;
		*name = span_str(r->name);
	} while (is_dots(*name));
	return 1;
}

int
folder_rewind(struct folder *f)
{
	f->at = f->n = 0;
	return lseek(f->fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

/* Opens a name of the directory by its path beneath the root. */
static int
open_name(struct folder *f, struct span name, int flags)
{
	char buf[LIMIT_PATH + LIMIT_NAME];
	struct text path = TEXT(buf);

	text_put(&path, span_str(f->path));
	if (path.n > 0)
		text_char(&path, '/');
	text_put(&path, name);
	text_char(&path, '\0');
	if (!text_fits(&path))
		return -ENAMETOOLONG;
	return docroot_open_beneath(
	    f->root, buf, flags | O_CLOEXEC, f->symlinks);
}

/* Describes the target of a link, if it lies beneath the root. */
static bool
follow(struct folder *f, struct span name, struct stat *st)
{
	int fd = f->symlinks ? open_name(f, name, O_PATH) : -ELOOP;
	bool good = fd >= 0 && fstat(fd, st) == 0;

	docroot_close(&fd);
	return good;
}

/*
 * Nearly always every user has the permission, so that no call is needed.
 * libc's faccessat is avoided, since glibc makes another call, faccessat2.
 */
static bool
is_open(struct folder *f, const char *name, const struct stat *st)
{
	mode_t all = S_ISDIR(st->st_mode) ? 0111 : 0444;

	return (st->st_mode & all) == all ||
	       syscall(SYS_faccessat, f->fd, name,
		   S_ISDIR(st->st_mode) ? X_OK : R_OK) == 0;
}

static bool
examine(struct folder *f, struct span name, struct stat *st,
    struct file_facts *facts)
{
	if (fstatat(f->fd, name.p, st, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	if (S_ISLNK(st->st_mode) && !follow(f, name, st))
		return false;
	docroot_facts(st, facts);
	if (facts->kind != FILE_REGULAR && facts->kind != FILE_DIRECTORY)
		return false;
	return is_open(f, name.p, st);
}

bool
folder_look(struct folder *f, struct span name, struct file_entry *e)
{
	struct file_facts facts;
	struct stat st;

	if (!examine(f, name, &st, &facts))
		return false;
	*e = (struct file_entry){ name, facts.kind == FILE_DIRECTORY,
		facts.size, st.st_mtim.tv_sec };
	return true;
}

bool
folder_facts(struct folder *f, struct span name, struct file_facts *facts)
{
	struct stat st;

	return examine(f, name, &st, facts);
}

int
folder_open(struct folder *f, struct span name)
{
	/*
	 * O_NONBLOCK: a FIFO may have taken the place of the file, and have no
	 * writer
	 */
	int fd = open_name(f, name, O_RDONLY | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	docroot_close(&fd);
	return -EINVAL;
}

void *
folder_map(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void
folder_unmap(void *p, size_t n)
{
	if (p != NULL)
		munmap(p, n);
}
