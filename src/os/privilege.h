/*
 * privilege -- root's, given up for good.
 *
 *	if (privilege_held())
 *		err = privilege_become(uid, gid);
 */
#ifndef OS_PRIVILEGE_H
#define OS_PRIVILEGE_H

#include <stdbool.h>
#include <stdint.h>

/* The process runs as root. */
bool privilege_held(void);

/*
 * Real, effective and saved ids become these, other groups and every
 * capability go: root that becomes root again is a user like others, who
 * owns what root owns.  0, or -errno, and then the process may still be root.
 */
int privilege_become(uint32_t uid, uint32_t gid);

/* As bits of a set, linux/capability.h. */
enum privilege {
	PRIVILEGE_FILES = 1 << 1 | 1 << 2 | 1 << 3, /* DAC_*, FOWNER */
	PRIVILEGE_KILL = 1 << 5,
	PRIVILEGE_USERS = 1 << 6 | 1 << 7, /* SETGID, SETUID */
	PRIVILEGE_PORTS = 1 << 10          /* NET_BIND_SERVICE */
};

/*
 * Of the capabilities that there are, these stay, and the others go for good,
 * for programs that it starts too if it is in no_new_privs.  0 or -errno.
 */
int privilege_keep(uint32_t privileges);

#endif
