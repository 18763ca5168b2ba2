#define _GNU_SOURCE
#include "os/fence.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* From linux/landlock.h; the numbers are the same on all machines. */
#define CREATE_RULESET 444
#define ADD_RULE 445
#define RESTRICT_SELF 446
#define RULE_PATH_BENEATH 1
#define CREATE_RULESET_VERSION 1

struct ruleset_attr {
	uint64_t fs, net, scoped;
};

struct path_beneath_attr {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

#define FS_EXECUTE (1u << 0)
#define FS_WRITE_FILE (1u << 1)
#define FS_REMOVE_AND_MAKE (0x1ff0u) /* REMOVE_DIR to MAKE_SYM */
#define FS_REFER (1u << 13)          /* ABI 2 */
#define FS_TRUNCATE (1u << 14)       /* ABI 3 */
#define IN_FILES (FS_WRITE_FILE | FS_TRUNCATE)
#define WRITING (IN_FILES | FS_REMOVE_AND_MAKE | FS_REFER)
#define NET_CONNECT 2
#define SCOPE_SIGNAL 2

static struct ruleset_attr
make(unsigned parts)
{
	struct ruleset_attr attr = { 0, 0, 0 };

	if (parts & FENCE_WRITE)
		attr.fs |= WRITING;
	if (parts & FENCE_EXECUTE)
		attr.fs |= FS_EXECUTE;
	if (parts & FENCE_CONNECT)
		attr.net = NET_CONNECT;
	if (parts & FENCE_SIGNAL)
		attr.scoped = SCOPE_SIGNAL;
	return attr;
}

/* Reduces the parts to those that this kernel supports. */
static unsigned
cut(struct ruleset_attr *attr, unsigned parts)
{
	long abi = syscall(CREATE_RULESET, NULL, 0, CREATE_RULESET_VERSION);

	if (abi < 1)
		return 0;
	if (abi < 2)
		attr->fs &= ~(uint64_t)FS_REFER;
	if (abi < 3)
		attr->fs &= ~(uint64_t)FS_TRUNCATE;
	if (abi < 4) {
		attr->net = 0;
		parts &= ~(unsigned)FENCE_CONNECT;
	}
	if (abi < 6) {
		attr->scoped = 0;
		parts &= ~(unsigned)FENCE_SIGNAL;
	}
	return parts &
	       (FENCE_CONNECT | FENCE_SIGNAL | FENCE_WRITE | FENCE_EXECUTE);
}

static void
allow(int ruleset, int fd, uint64_t rights)
{
	struct path_beneath_attr rule = { rights, fd };
	struct stat st;

	if (fd < 0 || rights == 0 || fstat(fd, &st) < 0)
		return;
	if (!S_ISDIR(st.st_mode))
		rule.allowed &= IN_FILES;
	/* without the rule less can be written */
	(void)syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0);
}

static unsigned
landlock(unsigned parts, const int *write, size_t n)
{
	struct ruleset_attr attr = make(parts);
	int ruleset;

	parts = cut(&attr, parts);
	if (parts == 0)
		return 0;
	ruleset = (int)syscall(CREATE_RULESET, &attr, sizeof attr, 0);
	if (ruleset < 0)
		return 0;
	for (size_t i = 0; i < n; i++)
		allow(ruleset, write[i], attr.fs & WRITING);
	if (syscall(RESTRICT_SELF, ruleset, 0) < 0)
		parts = 0;
	close(ruleset);
	return parts;
}

static bool
hide(void)
{
	struct rlimit none = { 0, 0 };

	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
	       setrlimit(RLIMIT_CORE, &none) == 0;
}

unsigned
fence_enter(unsigned parts, const int *write, size_t n)
{
	unsigned done = 0;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		done = landlock(parts, write, n);
	if ((parts & FENCE_TRACE) && hide())
		done |= FENCE_TRACE;
	return done;
}
