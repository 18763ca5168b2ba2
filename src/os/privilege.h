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

#endif
