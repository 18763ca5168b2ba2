/*
 * privilege -- gives up the rights of root for good.
 *
 *	if (privilege_held())
 *		err = privilege_become(uid, gid);
 */
#ifndef OS_PRIVILEGE_H
#define OS_PRIVILEGE_H

#include <stdbool.h>
#include <stdint.h>

/* Returns true if the process runs as root. */
bool privilege_held(void);

/*
 * Sets the real, effective and saved ids, and drops supplementary groups and
 * all capabilities.  If uid is 0, the process becomes an unprivileged one that
 * owns the files of root.  Returns 0, or -errno; after an error the process may
 * still be root.
 */
int privilege_become(uint32_t uid, uint32_t gid);

/* Capabilities as bits of a set (linux/capability.h). */
enum privilege {
	PRIVILEGE_FILES = 1 << 1 | 1 << 2 | 1 << 3, /* DAC_*, FOWNER */
	PRIVILEGE_SEARCH = 1 << 2, /* DAC_READ_SEARCH: reads any file */
	PRIVILEGE_KILL = 1 << 5,
	PRIVILEGE_USERS = 1 << 6 | 1 << 7, /* SETGID, SETUID */
	PRIVILEGE_PORTS = 1 << 10          /* NET_BIND_SERVICE */
};

/*
 * Keeps these capabilities and drops all others for good; with no_new_privs
 * this also holds for programs that the process starts.  A process that has
 * none makes no call for it.  Returns 0 or -errno.
 */
int privilege_keep(uint32_t privileges);

#endif
