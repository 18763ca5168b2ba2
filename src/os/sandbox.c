#define _GNU_SOURCE
#include "os/sandbox.h"

#include "os/kernel.h"
#include "os/sandbox_parts.h"
#include "os/sandbox_stack.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizers map memory, look at /proc and start threads as they like. */
#ifdef __SANITIZE_ADDRESS__
#define POSSIBLE false
#else
#define POSSIBLE true
#endif

/*
 * Every process may have this many descriptors, so the limit need not be read.
 */
#define DESCRIPTORS_SURE 256

/* Sets the soft and the hard limit, so that it cannot be raised again. */
static bool
limit(int what, uint64_t most)
{
	struct {
		uint64_t soft, hard;
	} to = { most, most };

	return syscall(SYS_prlimit64, 0, what, &to, NULL) == 0;
}

/*
 * Limits descriptors to this number, or to the current limit if that is lower.
 */
static uint64_t
descriptors_most(uint64_t n)
{
	struct {
		uint64_t soft, hard;
	} now;

	if (n <= DESCRIPTORS_SURE ||
	    syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &now) != 0)
		return n;
	return n < now.hard ? n : now.hard;
}

static int
highest_of(const struct sandbox_wants *wants)
{
	int highest = STDERR_FILENO;

	for (size_t i = 0; i < wants->nkeep; i++)
		if (wants->keep[i] > highest)
			highest = wants->keep[i];
	return highest;
}

/*
 * Returns the lowest kept descriptor from `from` on, or `least` if that is
 * lower.
 */
static unsigned
lowest(const int *fd, size_t n, unsigned from, unsigned least)
{
	for (size_t i = 0; i < n; i++)
		if (fd[i] >= 0 && (unsigned)fd[i] >= from &&
		    (unsigned)fd[i] < least)
			least = (unsigned)fd[i];
	return least;
}

/* Closes the descriptors between and above those to keep. */
static bool
close_others(const struct sandbox_wants *wants)
{
	unsigned from = STDERR_FILENO + 1;
	bool good = true;

	for (;;) {
		unsigned next = lowest(wants->keep, wants->nkeep, from, ~0u);

		next = lowest(wants->read, wants->nread, from, next);
		next = lowest(wants->write, wants->nwrite, from, next);
		if (next > from)
			good = syscall(SYS_close_range, from,
				   next == ~0u ? next : next - 1, 0) == 0 &&
			       good;
		if (next == ~0u)
			return good;
		from = next + 1;
	}
}

/* Closes the directories of the rules, which have been made. */
static void
close_roots(const struct sandbox_wants *wants, const int *fd, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned at = (unsigned)fd[i];

		if (fd[i] >= 0 &&
		    lowest(wants->keep, wants->nkeep, at, ~0u) != at)
			close(fd[i]);
	}
}

/*
 * RLIMIT_DATA 0 does not affect memory that is mapped already, and the stack is
 * not counted.  A listener gets no further limits, since it forks children.
 */
size_t
sandbox_limits_of(const struct sandbox_wants *wants,
    struct sandbox_limit limits[SANDBOX_LIMIT_MOST])
{
	uint64_t highest = (uint64_t)highest_of(wants);
	size_t n = 0;

	limits[n++] = (struct sandbox_limit){ RLIMIT_CORE, 0 };
	limits[n++] = (struct sandbox_limit){ RLIMIT_DATA, wants->memory };
	limits[n++] = (struct sandbox_limit){ RLIMIT_NOFILE,
		highest + 1 + wants->descriptors };
	if (wants->roles & SANDBOX_LISTENER)
		return n;
	if (wants->file_size != SANDBOX_ENDLESS)
		limits[n++] =
		    (struct sandbox_limit){ RLIMIT_FSIZE, wants->file_size };
	limits[n++] = (struct sandbox_limit){ RLIMIT_NPROC, 0 };
	return n;
}

static bool
set_limits(const struct sandbox_wants *wants)
{
	struct sandbox_limit limits[SANDBOX_LIMIT_MOST];
	size_t n = sandbox_limits_of(wants, limits);
	bool good = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t most = limits[i].most;

		if (limits[i].what == RLIMIT_NOFILE)
			most = descriptors_most(most);
		good = limit(limits[i].what, most) && good;
	}
	return good;
}

/*
 * Returns false if the kernel has no random bytes yet, which current kernels do
 * not report.
 */
static bool
choose_password(struct sandbox *s)
{
	return syscall(SYS_getrandom, &s->password, sizeof s->password, 0) ==
	       (long)sizeof s->password;
}

/*
 * Clears the registers, and the stack where frames of functions that have
 * returned were.
 */
#if defined __has_attribute
#if __has_attribute(zero_call_used_regs)
__attribute__((zero_call_used_regs("all-gpr")))
#endif
#endif
static __attribute__((noinline)) void
forget(void)
{
	volatile char scrap[4096];

	for (size_t i = 0; i < sizeof scrap; i++)
		scrap[i] = 0;
}

void
sandbox_close(struct sandbox *s, const struct sandbox_wants *wants)
{
	*s = (struct sandbox){ .missing = SANDBOX_ALL };
	if (POSSIBLE && close_others(wants))
		s->active = SANDBOX_CLOSED;
	s->missing &= ~s->active;
}

void
sandbox_enter(struct sandbox *s, const struct sandbox_wants *wants)
{
	bool listens = wants->roles & SANDBOX_LISTENER;

	if (!POSSIBLE)
		return;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		s->active |= SANDBOX_NO_NEW_PRIVS;
	s->active |= sandbox_landlock(wants);
	close_roots(wants, wants->read, wants->nread);
	close_roots(wants, wants->write, wants->nwrite);
	if (set_limits(wants))
		s->active |= SANDBOX_LIMITS;
	if ((!listens || choose_password(s)) &&
	    sandbox_seccomp(wants, s->password) == 0)
		s->active |= SANDBOX_SECCOMP;
	if (listens)
		forget();
	s->missing &= ~s->active;
}

/*
 * Makes a call with the password, for calls that use five arguments or fewer.
 * fork(3) is not used, because it has no room for the password; what it does in
 * addition concerns threads.
 */
static __attribute__((noinline)) pid_t
fork_by_password(const struct sandbox *s)
{
	return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0, s->password);
}

/* statx(2) looks at five arguments. */
static __attribute__((noinline)) int
statx_by_password(const struct sandbox *s, const char *path, void *state)
{
	return (int)syscall(SYS_statx, AT_FDCWD, path, AT_NO_AUTOMOUNT,
	    SANDBOX_STATX_MASK, state, s->password);
}

/* Runs statx below the stack area that the frames on the way to a fork use. */
static __attribute__((noinline)) int
statx_in_the_deep(const struct sandbox *s, const char *path, void *state)
{
	volatile char above[1024];

	above[0] = 0;
	return statx_by_password(s, path, state) + above[0];
}

int
sandbox_statx(const struct sandbox *s, const char *path, void *state)
{
	return statx_in_the_deep(s, path, state) < 0 ? -errno : 0;
}

/*
 * Forks so deep in the stack that what the frame of `forget` keeps lies above
 * it.
 */
static __attribute__((noinline)) pid_t
fork_in_the_deep(const struct sandbox *s)
{
	volatile char above[256];

	above[0] = 0;
	return fork_by_password(s) + above[0];
}

void
sandbox_part_stack(struct sandbox *s)
{
	s->stack = sandbox_stack_part();
}

/* The first function of a child on a stack of its own. */
static void
awake(void *arg)
{
	struct sandbox *s = arg;

	s->password = 0;
	s->run(s->arg);
}

pid_t
sandbox_fork(struct sandbox *s, void (*run)(void *arg), void *arg)
{
	pid_t pid;

	if (s->stack != NULL) {
		s->run = run;
		s->arg = arg;
		return sandbox_stack_fork(s->stack, s->password, awake, s);
	}
	pid = fork_in_the_deep(s);
	if (pid == 0) {
		s->password = 0;
		forget();
		run(arg);
	}
	return pid;
}

/*
 * Calls a function deeper than the frame of any later fork: see
 * fork_in_the_deep.
 */
static __attribute__((noinline)) long
call_in_the_deep(
    const struct sandbox *s, long number, long a, long b, long c, long d)
{
	volatile char above[1024];

	above[0] = 0;
	return syscall(number, a, b, c, d, 0L, s->password) + above[0];
}

long
sandbox_call(
    const struct sandbox *s, long number, long a, long b, long c, long d)
{
	return call_in_the_deep(s, number, a, b, c, d);
}

int
sandbox_kill(const struct sandbox *s, pid_t pid, int number)
{
	return sandbox_call(s, SYS_kill, pid, number, 0, 0) < 0 ? -errno : 0;
}

bool
sandbox_close_child(const struct sandbox_wants *wants)
{
	return POSSIBLE && close_others(wants);
}

void
sandbox_enter_child(const struct sandbox_wants *wants)
{
	(void)limit(RLIMIT_NPROC, 0); /* lowering cannot fail */
	(void)limit(RLIMIT_NOFILE,
	    (uint64_t)highest_of(wants) + 1 + wants->descriptors);
	if (wants->file_size != SANDBOX_ENDLESS)
		(void)limit(RLIMIT_FSIZE, wants->file_size);
}

const char *
sandbox_part_name(enum sandbox_part part)
{
	switch (part) {
	case SANDBOX_NO_NEW_PRIVS:
		return "no_new_privs";
	case SANDBOX_LANDLOCK:
		return "landlock";
	case SANDBOX_LANDLOCK_NET:
		return "landlock-net";
	case SANDBOX_LANDLOCK_SCOPE:
		return "landlock-scope";
	case SANDBOX_SECCOMP:
		return "seccomp";
	case SANDBOX_LIMITS:
		return "limits";
	case SANDBOX_CLOSED:
		return "close_range";
	}
	return "";
}
