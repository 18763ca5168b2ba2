#define _GNU_SOURCE
#include "os/kernel.h"
#include "os/sandbox_parts.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

/*
 * Includes LANDLOCK_FS_READ_DIR, so that opening a directory as a file gives
 * its usual answer.
 */
#define READING (LANDLOCK_FS_READ_FILE | LANDLOCK_FS_READ_DIR)
#define WRITING                                                                \
	(READING | LANDLOCK_FS_WRITE_FILE | LANDLOCK_FS_REMOVE_DIR |           \
	    LANDLOCK_FS_REMOVE_FILE | LANDLOCK_FS_MAKE_DIR |                   \
	    LANDLOCK_FS_MAKE_REG | LANDLOCK_FS_TRUNCATE)

/* A ruleset forbids everything that it handles, except for its rules. */
static const struct landlock_rights by_abi[] = {
	{ 0x1fff, 0, 0 }, /* ABI 1, Linux 5.13: 13 rights to files */
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
create(struct landlock_rights *attr)
{
	long fd, abi;

	*attr = by_abi[ABIS - 1];
	fd = syscall(LANDLOCK_CREATE_RULESET, attr, sizeof *attr, 0);
	if (fd >= 0 || (errno != E2BIG && errno != EINVAL))
		return (int)fd;
	abi = syscall(LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION);
	if (abi < 1)
		return -1;
	*attr = by_abi[(size_t)abi < ABIS ? (size_t)abi - 1 : ABIS - 1];
	/* an old kernel accepts a longer struct if the rest of it is 0 */
	return (int)syscall(LANDLOCK_CREATE_RULESET, attr, sizeof *attr, 0);
}

static bool
allow(int ruleset, const int *dir, size_t n, uint64_t rights)
{
	bool good = true;

	for (size_t i = 0; i < n; i++) {
		struct landlock_beneath rule = { rights, dir[i] };

		if (dir[i] >= 0 && syscall(LANDLOCK_ADD_RULE, ruleset,
				       LANDLOCK_PATH_BENEATH, &rule, 0) < 0)
			good = false;
	}
	return good;
}

void
sandbox_rights_of(long abi, struct sandbox_rights *r)
{
	struct landlock_rights of = { 0, 0, 0 };

	if (abi > 0)
		of = by_abi[(size_t)abi < ABIS ? (size_t)abi - 1 : ABIS - 1];
	*r = (struct sandbox_rights){ of.fs, of.net, of.scoped, READING & of.fs,
		WRITING & of.fs };
}

/* If a rule could not be added, less can be reached, which is safe. */
unsigned
sandbox_landlock(const struct sandbox_wants *wants)
{
	struct landlock_rights attr;
	int ruleset = create(&attr);
	unsigned parts = 0;
	bool good;

	if (ruleset < 0)
		return 0;
	good = allow(ruleset, wants->read, wants->nread, READING);
	good = allow(ruleset, wants->write, wants->nwrite, WRITING & attr.fs) &&
	       good;
	if (syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0 && good)
		parts = SANDBOX_LANDLOCK |
			(attr.net != 0 ? SANDBOX_LANDLOCK_NET : 0u) |
			(attr.scoped != 0 ? SANDBOX_LANDLOCK_SCOPE : 0u);
	close(ruleset);
	return parts;
}
