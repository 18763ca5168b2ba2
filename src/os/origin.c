#define _GNU_SOURCE
#include "os/origin.h"

#include "base/limits.h"
#include "base/text.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/stat.h, which a musl tool chain does not have. */
#define WANTS_TYPE 0x001
#define WANTS_INODE 0x100
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

/* statx looks at five arguments; the filter at a sixth (os/sandbox). */
static bool
look(int fd, const char *path, int flags, uint64_t password, struct origin *o)
{
	struct state s;

	if (syscall(SYS_statx, fd, path, flags | AT_NO_AUTOMOUNT,
		WANTS_TYPE | WANTS_INODE, &s, password) != 0)
		return false;
	o->device = (uint64_t)s.dev_major << 32 | s.dev_minor;
	o->inode = s.inode;
	o->kind = s.mode & S_IFMT;
	return true;
}

void
origin_note(struct origin *o, struct span path, int fd, uint16_t kind)
{
	*o = (struct origin){ .kind = kind };
	if (fd >= 0)
		(void)look(fd, "", AT_EMPTY_PATH, 0, o);
	o->path = path;
}

bool
origin_moved(const struct origin *o, uint64_t password)
{
	char buf[LIMIT_PATH];
	struct text t = TEXT(buf);
	struct origin now;

	text_put(&t, o->path);
	text_char(&t, '\0');
	return text_fits(&t) && look(AT_FDCWD, buf, 0, password, &now) &&
	       now.kind == o->kind &&
	       (now.inode != o->inode || now.device != o->device);
}
