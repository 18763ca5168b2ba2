/*
 * fence -- what a program gives up that is no handler: it stays free to do
 * its work, and can do less harm if somebody takes it over.  It needs no
 * privilege, is for good, and what it starts inherits it.
 *
 *	int dir = open(cache, O_PATH | O_DIRECTORY | O_CLOEXEC);
 *
 *	fence_enter(FENCE_WRITE | FENCE_EXECUTE, &dir, 1);
 *
 * Best effort: Landlock does as much of it as the kernel has.  A handler has
 * os/sandbox, and may have it within a fence.
 */
#ifndef OS_FENCE_H
#define OS_FENCE_H

#include <stddef.h>

enum fence_part {
	FENCE_CONNECT = 1, /* no TCP connection to anybody (ABI 4) */
	FENCE_SIGNAL = 2,  /* no signal to whom it did not start (ABI 6) */
	FENCE_WRITE = 4,   /* no file is written, made or removed, but... */
	FENCE_EXECUTE = 8, /* no program is started */
	FENCE_TRACE = 16   /* it is not traced, and leaves no core */
};

/*
 * Gives up these parts, and with any of them the gaining of privilege.
 * ...but beneath these directories and in these files: descriptors, O_PATH
 * will do; -1 is none.  The parts that are in force, as a set.
 */
unsigned fence_enter(unsigned parts, const int *write, size_t n);

#endif
