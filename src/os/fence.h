/*
 * fence -- lets a program other than the handler give up rights, so that it can
 * do less harm if an attacker takes it over.  Entering a fence needs no
 * privilege, cannot be undone, and is inherited by everything that the program
 * starts.
 *
 *	int dir = open(cache, O_PATH | O_DIRECTORY | O_CLOEXEC);
 *
 *	fence_enter(FENCE_WRITE | FENCE_EXECUTE, &dir, 1);
 *
 * This is best effort: as much of it takes effect as the kernel's Landlock
 * supports.  Handlers use os/sandbox instead, and may enter it within a fence.
 */
#ifndef OS_FENCE_H
#define OS_FENCE_H

#include <stddef.h>

enum fence_part {
	FENCE_CONNECT = 1, /* no outgoing TCP connection (ABI 4) */
	FENCE_SIGNAL = 2,  /* no signal outside the fence (ABI 6) */
	FENCE_WRITE = 4,   /* no file is changed, except (see below) */
	FENCE_EXECUTE = 8, /* no program is executed */
	FENCE_TRACE = 16   /* not traceable, no core dump */
};

/*
 * Gives up these rights, and with any of them the ability to gain privileges.
 * FENCE_WRITE excepts what lies beneath these n directories, and these files;
 * they are given as descriptors, of which O_PATH ones are sufficient, and -1 is
 * ignored.  Returns the set of parts that are now in force.
 */
unsigned fence_enter(unsigned parts, const int *write, size_t n);

#endif
