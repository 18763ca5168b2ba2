#define _GNU_SOURCE
#include "os/usage.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As getdents64(2) fills it: no library's directory stream, no malloc. */
struct entry {
	uint64_t inode;
	int64_t offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

static bool
is_dots(const char *name)
{
	return name[0] == '.' &&
	       (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static int count_level(int fd, unsigned level, uint64_t *bytes);

static int
count_name(int dir, const char *name, unsigned level, uint64_t *bytes)
{
	struct stat st;
	int fd;

	if (is_dots(name) || fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0; /* it has gone */
	if (S_ISREG(st.st_mode))
		*bytes += (uint64_t)st.st_size;
	if (!S_ISDIR(st.st_mode))
		return 0;
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	return count_level(fd, level + 1, bytes);
}

/* One directory and what is below it; closes fd. */
static int
count_level(int fd, unsigned level, uint64_t *bytes)
{
	_Alignas(struct entry) char buf[2048];
	int err = level > LIMIT_DEPTH ? -ELOOP : 0;
	long got = 1;

	while (err == 0 && got > 0) {
		got = syscall(SYS_getdents64, fd, buf, sizeof buf);
		if (got < 0)
			err = -errno;
		for (long at = 0; err == 0 && at < got;) {
			struct entry *e = (struct entry *)(void *)(buf + at);

			err = count_name(fd, e->name, level, bytes);
			at += e->length;
		}
	}
	close(fd);
	return err;
}

int
usage_count(int dir, uint64_t *bytes)
{
	/* A description of its own: the caller's has its own place in it. */
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*bytes = 0;
	return fd < 0 ? -errno : count_level(fd, 1, bytes);
}
