#define _GNU_SOURCE
#include "os/obituary_parts.h"

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__

/* A sanitizer uses these signals itself, and is built without the sandbox. */
void
obituary_prepare(const struct log *log, enum obituary_of of)
{
	(void)log;
	(void)of;
}

#else

/*
 * The struct of the kernel, which is the same on every machine that os/sandbox
 * supports.
 */
struct kernel_sigaction {
	void (*handler)(int, siginfo_t *, void *);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

#define RESTORER 0x04000000ul

static const struct log *last_words;

static void
on_death(int number, siginfo_t *info, void *context)
{
	(void)context;
	obituary_write(last_words, number, info);
}

/*
 * Makes the system calls directly: sigaction(3) makes a second one, and writes
 * to pages that a start does not touch.  The handler does not return, so
 * nothing has to be restored.
 */
void
obituary_prepare(const struct log *log, enum obituary_of of)
{
	static const uint8_t number[] = { SIGSYS, SIGSEGV, SIGBUS, SIGILL,
		SIGFPE, SIGABRT };
	struct kernel_sigaction act;
	size_t n = of == OBITUARY_OF_ALL ? sizeof number : 1;

	last_words = log;
	/*
	 * not initialised as a constant, which would contain a pointer to
	 * relocate
	 */
	act.handler = on_death;
	act.flags = SA_SIGINFO | SA_RESETHAND | RESTORER;
	act.restorer = NULL;
	act.mask = ~UINT64_C(0);
	for (size_t i = 0; i < n; i++)
		(void)syscall(SYS_rt_sigaction, (int)number[i], &act, NULL,
		    sizeof act.mask);
}

#endif
