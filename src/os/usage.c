#define _GNU_SOURCE
#include "os/usage.h"

#include "base/limits.h"
#include "os/stage.h"
#include "os/stage_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* An entry of getdents64(2), which needs no directory stream and no malloc. */
struct usage_entry {
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

uint64_t
usage_of(uint64_t length)
{
	uint64_t blocks = length / LIMIT_USAGE_BLOCK;

	blocks += length % LIMIT_USAGE_BLOCK != 0 || length == 0;
	return blocks * LIMIT_USAGE_BLOCK;
}

static uint64_t
usage_of_file(const struct stat *st)
{
	uint64_t held = (uint64_t)st->st_blocks * 512;
	uint64_t least =
	    usage_of(S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0);

	return held > least ? held : least;
}

struct count {
	enum usage_staged staged;
	int64_t parts_after_ns;
	uint64_t bytes;
};

static int count_level(int fd, unsigned level, struct count *count);

static int
count_directory(int dir, const char *name, unsigned level, struct count *count)
{
	int fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (fd >= 0)
		return count_level(fd, level, count);
	return errno == ENOENT || errno == ENOTDIR || errno == EACCES ||
		       errno == EPERM
		   ? 0
		   : -errno;
}

/* A file that is being staged counts for the caller. */
static bool
counts_staged(
    int dir, const char *name, const struct stat *st, const struct count *count)
{
	int64_t changed_ns =
	    (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;

	if (count->staged == USAGE_WITHOUT_STAGED)
		return false;
	return stage_part_is(name) ? changed_ns >= count->parts_after_ns
				   : !stage_is_litter(dir, name);
}

static int
count_name(int dir, const char *name, unsigned level, struct count *count)
{
	struct stat st;

	if (is_dots(name) || fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0; /* the file has gone meanwhile */
	if (stage_is_staged(name) && !counts_staged(dir, name, &st, count))
		return 0;
	/* A growing file may hold blocks that it gives back at its end. */
	count->bytes += S_ISREG(st.st_mode) && stage_is_staged(name)
			    ? usage_of((uint64_t)st.st_size)
			    : usage_of_file(&st);
	if (!S_ISDIR(st.st_mode) || level == LIMIT_DEPTH)
		return 0;
	return count_directory(dir, name, level + 1, count);
}

/* Counts one directory and everything below it; closes fd. */
static int
count_level(int fd, unsigned level, struct count *count)
{
	_Alignas(struct usage_entry) char buf[2048];
	long got = 1;
	int err = 0;

	while (err == 0 && got > 0) {
		got = syscall(SYS_getdents64, fd, buf, sizeof buf);
		/* A directory that was removed meanwhile contains nothing. */
		if (got < 0 && errno != ENOENT)
			err = -errno;
		for (long at = 0; err == 0 && at < got;) {
			struct usage_entry *e =
			    (struct usage_entry *)(void *)(buf + at);

			err = count_name(fd, e->name, level, count);
			at += e->length;
		}
	}
	close(fd);
	return err;
}

int
usage_count(
    int dir, enum usage_staged staged, int64_t parts_after_ns, uint64_t *bytes)
{
	/*
	 * Opens the directory again, since the caller's descriptor has a
	 * position of its own.
	 */
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct count count = { staged, parts_after_ns, 0 };
	int err = fd < 0 ? -errno : count_level(fd, 1, &count);

	*bytes = count.bytes;
	return err;
}
