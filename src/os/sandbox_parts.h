/*
 * sandbox_parts -- the mechanisms of os/sandbox, one by one.
 *
 * Their kernel interfaces are written out here: a musl tool chain comes
 * without the kernel's headers.
 */
#ifndef OS_SANDBOX_PARTS_H
#define OS_SANDBOX_PARTS_H

#include "os/sandbox.h"

/* The parts of Landlock that are in force now; 0 if it is not there. */
unsigned sandbox_landlock(const struct sandbox_wants *);

/* struct sock_filter of linux/filter.h, a classic BPF instruction. */
struct sandbox_insn {
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};

enum sandbox_caching {
	/*
	 * For a process that makes twenty calls and ends: the filter runs on
	 * each of them.
	 */
	SANDBOX_UNCACHED,
	/*
	 * For one that goes on, and its children: the kernel finds out for
	 * every call number, before it returns, whether the filter would
	 * always allow it, and never runs it for those.
	 */
	SANDBOX_CACHED
};

/* Room for every role together; jumps would go as far as 255. */
#define SANDBOX_INSNS 224

/*
 * The filter for what is wanted, from sandbox.def; answers its length, which
 * is 0 on a machine whose call numbers we do not know.  Pure.
 */
size_t sandbox_filter(struct sandbox_insn filter[SANDBOX_INSNS],
    const struct sandbox_wants *, enum sandbox_caching, uint64_t password);

/* Puts it on: 0 or -errno. */
int sandbox_seccomp(const struct sandbox_wants *, uint64_t password);

#endif
