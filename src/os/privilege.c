#define _GNU_SOURCE
#include "os/privilege.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* From linux/capability.h: version 3, two sets of 32 of each kind. */
#define CAPABILITY_VERSION 0x20080522

struct capability_header {
	uint32_t version;
	int pid;
};

struct capability_data {
	uint32_t effective, permitted, inheritable;
};

bool
privilege_held(void)
{
	return geteuid() == 0;
}

/*
 * Makes the system calls directly: libc's functions would look for threads
 * first, and there are none.
 */
int
privilege_become(uint32_t uid, uint32_t gid)
{
	struct capability_header header = { CAPABILITY_VERSION, 0 };
	struct capability_data none[2] = { { 0, 0, 0 }, { 0, 0, 0 } };

	if (syscall(SYS_setgroups, 1, &gid) < 0 ||
	    syscall(SYS_setresgid, gid, gid, gid) < 0 ||
	    syscall(SYS_setresuid, uid, uid, uid) < 0 ||
	    syscall(SYS_capset, &header, none) < 0)
		return -errno;
	return 0;
}

int
privilege_keep(uint32_t privileges)
{
	struct capability_header header = { CAPABILITY_VERSION, 0 };
	struct capability_data now[2];

	if (syscall(SYS_capget, &header, now) < 0)
		return -errno;
	/* the filter of a systemd unit may forbid capset */
	if ((now[0].permitted | now[0].inheritable | now[1].permitted |
		now[1].inheritable) == 0)
		return 0;
	now[0].permitted &= privileges;
	now[0].effective = now[0].permitted;
	now[0].inheritable = 0;
	now[1] = (struct capability_data){ 0, 0, 0 };
	return syscall(SYS_capset, &header, now) < 0 ? -errno : 0;
}
