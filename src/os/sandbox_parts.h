/*
 * sandbox_parts -- the mechanisms of os/sandbox, one by one.
 *
 * The kernel interfaces are declared here, because a musl tool chain has no
 * kernel headers.
 */
#ifndef OS_SANDBOX_PARTS_H
#define OS_SANDBOX_PARTS_H

#include "os/sandbox.h"
#include "os/seccomp.h"

/*
 * Enters Landlock.  Returns the parts of it that are in force now, or 0 if the
 * kernel has none.
 */
unsigned sandbox_landlock(const struct sandbox_wants *);

/*
 * Tells what sandbox_landlock denies on a kernel with this ABI, and which of
 * these rights its rules give back to directories.  Pure.
 */
struct sandbox_rights {
	uint64_t files, tcp, scope; /* denied; bits of linux/landlock.h */
	uint64_t reading, writing;  /* allowed beneath read[] and write[] */
};
void sandbox_rights_of(long abi, struct sandbox_rights *);

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
size_t sandbox_filter(struct seccomp_insn filter[SANDBOX_INSNS],
    const struct sandbox_wants *, enum sandbox_caching, uint64_t password);

/* A limit of setrlimit(2), soft and hard. */
struct sandbox_limit {
	int what; /* RLIMIT_CORE ... */
	uint64_t most;
};

/*
 * Lists the limits that sandbox_enter sets, and returns their number.  A limit
 * that is lower already stays as it is.  Pure.
 */
#define SANDBOX_LIMIT_MOST 5
size_t sandbox_limits_of(const struct sandbox_wants *,
    struct sandbox_limit limits[SANDBOX_LIMIT_MOST]);

/* The source of the value in a condition. */
enum sandbox_source {
	SANDBOX_CONSTANT,
	SANDBOX_PASSWORD_LOW,
	SANDBOX_PASSWORD_HIGH,
	SANDBOX_SPAWNER,
	SANDBOX_CHANNEL
};

/* (the word at `at` & mask) == value; a mask of 0 is no condition. */
struct sandbox_condition {
	uint32_t at, mask, value;
	enum sandbox_source source;
};

#define SANDBOX_CONDITIONS 3

/* A row of sandbox.def, as it is in the filter for a set of roles. */
struct sandbox_rule {
	unsigned roles;   /* those that may make the call */
	unsigned check;   /* the row of sandbox_check.def */
	bool opened_here; /* on no descriptor that is kept */
	const struct sandbox_condition *condition; /* SANDBOX_CONDITIONS */
};

/* Describes row i of sandbox.def.  Returns false if there is no row i. */
bool sandbox_rule(size_t i, unsigned roles, struct sandbox_rule *);

/*
 * Installs this filter; the process has set no_new_privs.  The kernel logs what
 * it refuses, if it can.  Returns 0 or -errno.
 */
int sandbox_install(struct seccomp_insn *filter, size_t n);

/* Builds the filter by sandbox_filter and installs it.  Returns 0 or -errno. */
int sandbox_seccomp(const struct sandbox_wants *, uint64_t password);

#endif
