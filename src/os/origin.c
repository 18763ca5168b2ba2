#define _GNU_SOURCE
#include "os/origin.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct statx of linux/stat.h, which a musl tool chain does not have. */
struct state {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, unused;
	uint64_t inode, size, blocks, attributes_mask;
	uint64_t times[8];
	uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t later[14];
};

_Static_assert(sizeof(struct state) == 256, "struct statx");

static uint64_t
device_of(const struct state *s)
{
	return (uint64_t)s->dev_major << 32 | s->dev_minor;
}

void
origin_note(struct origin *o, const char *path, int fd, unsigned kind)
{
	struct state s;

	*o = (struct origin){ .path = path, .kind = kind };
	if (fd < 0 || syscall(SYS_statx, fd, "", AT_EMPTY_PATH,
			  SANDBOX_STATX_MASK, &s) != 0)
		return;
	o->kind = s.mode & S_IFMT;
	o->device = device_of(&s);
	o->inode = s.inode;
}

bool
origin_moved(const struct origin *o, const struct sandbox *sandbox)
{
	struct state s;

	return sandbox_statx(sandbox, o->path, &s) == 0 &&
	       (s.mode & S_IFMT) == o->kind &&
	       (s.inode != o->inode || device_of(&s) != o->device);
}
