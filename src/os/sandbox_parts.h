/*
 * sandbox_parts -- the mechanisms of os/sandbox, one by one.
 *
 * The kernel interfaces are declared here, because a musl tool chain has no
 * kernel headers.
 */
#ifndef OS_SANDBOX_PARTS_H
#define OS_SANDBOX_PARTS_H

#include "os/sandbox.h"

/*
 * Enters Landlock.  Returns the parts of it that are in force now, or 0 if the
 * kernel has none.
 */
unsigned sandbox_landlock(const struct sandbox_wants *);

/* struct sock_filter of linux/filter.h, a classic BPF instruction. */
struct sandbox_insn {
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};

enum sandbox_caching {
	/*
	 * For a process that makes twenty calls and ends: the filter runs for
	 * each of them.
	 */
	SANDBOX_UNCACHED,
	/*
	 * For a process that continues, and its children: before the call
	 * returns, the kernel finds out for every call number whether the
	 * filter would always allow it, and does not run the filter for those
	 * any more.
	 */
	SANDBOX_CACHED
};

/* Room for all roles together.  A jump reaches at most 255. */
#define SANDBOX_INSNS 224

/*
 * Builds the filter from sandbox.def.  Returns its length, which is 0 on a
 * machine whose call numbers are not known here.  Pure.
 */
size_t sandbox_filter(struct sandbox_insn filter[SANDBOX_INSNS],
    const struct sandbox_wants *, enum sandbox_caching, uint64_t password);

/* Installs the filter.  Returns 0 or -errno. */
int sandbox_seccomp(const struct sandbox_wants *, uint64_t password);

#endif
