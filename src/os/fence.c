#define _GNU_SOURCE
#include "os/fence.h"

#include "os/kernel.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define IN_FILES (LANDLOCK_FS_WRITE_FILE | LANDLOCK_FS_TRUNCATE)
#define WRITING (IN_FILES | LANDLOCK_FS_REMOVE_AND_MAKE | LANDLOCK_FS_REFER)

static struct landlock_rights
make(unsigned parts)
{
	struct landlock_rights attr = { 0, 0, 0 };

	if (parts & FENCE_WRITE)
		attr.fs |= WRITING;
	if (parts & FENCE_EXECUTE)
		attr.fs |= LANDLOCK_FS_EXECUTE;
	if (parts & FENCE_CONNECT)
		attr.net = LANDLOCK_NET_CONNECT;
	if (parts & FENCE_SIGNAL)
		attr.scoped = LANDLOCK_SCOPE_SIGNAL;
	return attr;
}

/* Reduces the parts to those that this kernel supports. */
static unsigned
cut(struct landlock_rights *attr, unsigned parts)
{
	long abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION);

	if (abi < 1)
		return 0;
	if (abi < 2)
		attr->fs &= ~(uint64_t)LANDLOCK_FS_REFER;
	if (abi < 3)
		attr->fs &= ~(uint64_t)LANDLOCK_FS_TRUNCATE;
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
	struct landlock_beneath rule = { rights, fd };
	struct stat st;

	if (fd < 0 || rights == 0 || fstat(fd, &st) < 0)
		return;
	if (!S_ISDIR(st.st_mode))
		rule.allowed &= IN_FILES;
	/* without this rule the process can write less, which is safe */
	(void)syscall(
	    LANDLOCK_ADD_RULE, ruleset, LANDLOCK_PATH_BENEATH, &rule, 0);
}

static unsigned
landlock(unsigned parts, const int *write, size_t n)
{
	struct landlock_rights attr = make(parts);
	int ruleset;

	parts = cut(&attr, parts);
	if (parts == 0)
		return 0;
	ruleset = (int)syscall(LANDLOCK_CREATE_RULESET, &attr, sizeof attr, 0);
	if (ruleset < 0)
		return 0;
	for (size_t i = 0; i < n; i++)
		allow(ruleset, write[i], attr.fs & WRITING);
	if (syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) < 0)
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
