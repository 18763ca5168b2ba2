#define _GNU_SOURCE
#include "os/sandbox_stack.h"

#include "base/limits.h"
#include "base/sanitized.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A sanitizer has to know where each stack is. */
#if defined __x86_64__ && !defined __ILP32__ && !defined SANITIZED

/* These addresses below the stack stay free, as below that of a program. */
#define GAP ((size_t)1 << 20)

/* A start uses less of its stack than this. */
#define USED ((size_t)1 << 20)

/*
 * Withholds the stack of this process.  The kernel has put the name of the
 * program at its end, behind the environment, and eight bytes of zeros.
 */
static int
withhold(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t end = (uintptr_t)getauxval(AT_EXECFN);
	uintptr_t start = (here - USED) & ~(page - 1);

	if (end <= here)
		return -EINVAL;
	end += strlen((const char *)end) + 1 + sizeof(uint64_t);
	end = (end + page - 1) & ~(page - 1);
	/* It goes past what is not mapped, and reports that at its end. */
	if (madvise((void *)start, end - start, MADV_DONTFORK) < 0 &&
	    errno != ENOMEM)
		return -errno;
	return 0;
}

void *
sandbox_stack_part(void)
{
	char *at = mmap(NULL, GAP + LIMIT_STACK, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	if (munmap(at, GAP) < 0 || withhold() < 0) {
		(void)munmap(at, GAP + LIMIT_STACK);
		return NULL;
	}
	return at + GAP + LIMIT_STACK;
}

/*
 * The child begins with the registers of its parent.  It keeps two of them, the
 * function and its argument, and clears all others that a caller may have used.
 * No function returns to its caller on the new stack, which holds nothing.
 */
pid_t
sandbox_stack_fork(
    void *top, uint64_t password, void (*run)(void *arg), void *arg)
{
	register long number __asm__("rax") = SYS_clone;
	register long flags __asm__("rdi") = SIGCHLD;
	register void *stack __asm__("rsi") = top;
	register long parent_tid __asm__("rdx") = 0;
	register long child_tid __asm__("r10") = 0;
	register long tls __asm__("r8") = 0;
	register uint64_t key __asm__("r9") = password;
	register void (*function)(void *) __asm__("r12") = run;
	register void *argument __asm__("r13") = arg;

	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "mov %%r13, %%rdi\n\t"
			 "mov %%r12, %%rax\n\t"
			 "xor %%ebx, %%ebx\n\t"
			 "xor %%ecx, %%ecx\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "xor %%r9d, %%r9d\n\t"
			 "xor %%r11d, %%r11d\n\t"
			 "xor %%r12d, %%r12d\n\t"
			 "xor %%r13d, %%r13d\n\t"
			 "xor %%r14d, %%r14d\n\t"
			 "xor %%r15d, %%r15d\n\t"
			 "call *%%rax\n\t"
			 "ud2\n"
			 "1:"
			 : "+r"(number)
			 : "r"(flags), "r"(stack), "r"(parent_tid),
			 "r"(child_tid), "r"(tls), "r"(key), "r"(function),
			 "r"(argument)
			 : "rcx", "r11", "cc", "memory");
	if (number >= 0)
		return (pid_t)number;
	errno = (int)-number;
	return -1;
}

#else

void *
sandbox_stack_part(void)
{
	return NULL;
}

pid_t
sandbox_stack_fork(
    void *top, uint64_t password, void (*run)(void *arg), void *arg)
{
	(void)top, (void)password, (void)run, (void)arg;
	errno = ENOSYS;
	return -1;
}

#endif
