/*
 * A child of a listener gets nothing of its parent's stack, and neither the
 * stack of the child nor its registers contain the password of the listener:
 * whoever takes a child over finds nothing there.  A stack that is too deep is
 * a fault, as that of a program is.
 */
#define _GNU_SOURCE
#include "os/sandbox_stack.h"

#include "base/limits.h"
#include "unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PASSWORD UINT64_C(0xf0e1d2c3b4a59687)

static char *top;             /* of the children's stack */
static const char *of_parent; /* something on the stack of this process */

/* Returns how a child ends that runs the function. */
static int
end_of(void (*run)(void *), void *arg)
{
	int status = -1;
	pid_t pid = sandbox_stack_fork(top, PASSWORD, run, arg);

	if (pid <= 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return status;
}

static void
ends_with(void *arg)
{
	_exit(*(const int *)arg);
}

static void
is_on_its_stack(void *arg)
{
	const char *here = __builtin_frame_address(0);

	(void)arg;
	_exit(
	    here > top - LIMIT_STACK && here < top && top - here < 256 ? 0 : 1);
}

static void
reads_parent(void *arg)
{
	(void)arg;
	_exit(*(volatile const char *)of_parent);
}

static void
has_clean_registers(void *arg)
{
	uint64_t seen[13];
	int wrong = 0;

	(void)arg;
#ifdef __x86_64__
	__asm__ volatile("mov %%rbx, 0(%0)\n\t"
			 "mov %%rcx, 8(%0)\n\t"
			 "mov %%rdx, 16(%0)\n\t"
			 "mov %%rsi, 24(%0)\n\t"
			 "mov %%rdi, 32(%0)\n\t"
			 "mov %%r8, 40(%0)\n\t"
			 "mov %%r9, 48(%0)\n\t"
			 "mov %%r10, 56(%0)\n\t"
			 "mov %%r11, 64(%0)\n\t"
			 "mov %%r12, 72(%0)\n\t"
			 "mov %%r13, 80(%0)\n\t"
			 "mov %%r14, 88(%0)\n\t"
			 "mov %%r15, 96(%0)"
			 :
			 : "a"(seen)
			 : "memory");
#else
	memset(seen, 0, sizeof seen);
#endif
	for (size_t i = 0; i < COUNT(seen); i++)
		wrong += seen[i] == PASSWORD;
	_exit(wrong);
}

/* Searches the stack; what is compared is not a copy of the password. */
static void
has_clean_stack(void *arg)
{
	volatile uint64_t complement = *(const uint64_t *)arg;

	for (const char *p = top - LIMIT_STACK; p < top; p += sizeof(uint64_t))
		if (~*(volatile const uint64_t *)(const void *)p == complement)
			_exit(1);
	_exit(0);
}

static void
writes_below(void *arg)
{
	(void)arg;
	top[-LIMIT_STACK - 1] = 1;
	_exit(0);
}

static void
part(void)
{
	static const struct rlimit none;
	static uint64_t complement = ~PASSWORD;
	static int code = 42;
	char mine = 0;
	int status;

	of_parent = &mine;
	status = end_of(ends_with, &code);
	OK(WIFEXITED(status) && WEXITSTATUS(status) == 42,
	    "the child gets its argument");
	OK(end_of(is_on_its_stack, NULL) == 0, "it runs on the new stack");
	OK(end_of(has_clean_registers, NULL) == 0,
	    "no register contains the password");
	OK(end_of(has_clean_stack, &complement) == 0,
	    "nor does any place of its stack");
	(void)setrlimit(RLIMIT_CORE, &none);
	status = end_of(reads_parent, NULL);
	OK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
	    "it does not have the stack of its parent");
	status = end_of(writes_below, NULL);
	OK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
	    "nothing lies below its stack");
	OK(mine == 0, "the parent has its stack all the same");
}

int
main(void)
{
	top = sandbox_stack_part();
	if (top == NULL)
		puts("ok # skip this machine has no such stack");
	else
		part();
	return DONE();
}
