#define _GNU_SOURCE
#include "os/sandbox_parts.h"

#include <errno.h>
#include <stddef.h>
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

#define FS_WRITE_FILE (1u << 1)
#define FS_READ_FILE (1u << 2)
#define FS_READ_DIR (1u << 3)
#define FS_REMOVE_DIR (1u << 4)
#define FS_REMOVE_FILE (1u << 5)
#define FS_MAKE_DIR (1u << 7)
#define FS_MAKE_REG (1u << 8)
#define FS_TRUNCATE (1u << 14) /* ABI 3 */

/*
 * Includes FS_READ_DIR, so that opening a directory as a file gives its usual
 * answer.
 */
#define READING (FS_READ_FILE | FS_READ_DIR)
#define WRITING                                                                \
	(READING | FS_WRITE_FILE | FS_REMOVE_DIR | FS_REMOVE_FILE |            \
	    FS_MAKE_DIR | FS_MAKE_REG | FS_TRUNCATE)

/* A ruleset forbids everything that it handles, except for its rules. */
static const struct ruleset_attr by_abi[] = {
	{ 0x1fff, 0, 0 }, /* 1, Linux 5.13: 13 rights to files */
	{ 0x3fff, 0, 0 }, /* 2, 5.19: link and rename between directories */
	{ 0x7fff, 0, 0 }, /* 3, 6.2: truncate */
	{ 0x7fff, 3, 0 }, /* 4, 6.7: TCP bind and connect */
	{ 0xffff, 3, 0 }, /* 5, 6.10: ioctl of devices */
	{ 0xffff, 3, 3 }, /* 6, 6.12: abstract Unix sockets, signals */
};

#define ABIS (sizeof by_abi / sizeof *by_abi)

/*
 * Asks for the abilities of the kernel only if it does not support everything,
 * which saves a call.  Returns a descriptor, or -1; *attr is what it handles.
 */
static int
create(struct ruleset_attr *attr)
{
	long fd, abi;

	*attr = by_abi[ABIS - 1];
	fd = syscall(CREATE_RULESET, attr, sizeof *attr, 0);
	if (fd >= 0 || (errno != E2BIG && errno != EINVAL))
		return (int)fd;
	abi = syscall(CREATE_RULESET, NULL, 0, CREATE_RULESET_VERSION);
	if (abi < 1)
		return -1;
	*attr = by_abi[(size_t)abi < ABIS ? (size_t)abi - 1 : ABIS - 1];
	/* an old kernel takes a longer struct if the rest of it is 0 */
	return (int)syscall(CREATE_RULESET, attr, sizeof *attr, 0);
}

static bool
allow(int ruleset, const int *dir, size_t n, uint64_t rights)
{
	bool good = true;

	for (size_t i = 0; i < n; i++) {
		struct path_beneath_attr rule = { rights, dir[i] };

		if (dir[i] >= 0 &&
		    syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0) < 0)
			good = false;
	}
	return good;
}

/* If a rule could not be added, less can be reached, which is safe. */
unsigned
sandbox_landlock(const struct sandbox_wants *wants)
{
	struct ruleset_attr attr;
	int ruleset = create(&attr);
	unsigned parts = 0;
	bool good;

	if (ruleset < 0)
		return 0;
	good = allow(ruleset, wants->read, wants->nread, READING);
	good = allow(ruleset, wants->write, wants->nwrite, WRITING & attr.fs) &&
	       good;
	if (syscall(RESTRICT_SELF, ruleset, 0) == 0 && good)
		parts = SANDBOX_LANDLOCK |
			(attr.net != 0 ? SANDBOX_LANDLOCK_NET : 0u) |
			(attr.scoped != 0 ? SANDBOX_LANDLOCK_SCOPE : 0u);
	close(ruleset);
	return parts;
}
