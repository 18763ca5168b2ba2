/*
 * obituary -- the last line of a process that its sandbox ends or that
 * crashes, and the names of signals and system calls.
 *
 * The filter of os/sandbox answers a call that is not on the list by a trap:
 * the call is not made, and SIGSYS comes with its number.  The handler of it
 * writes one line and ends the process:
 *
 *	system call execve (59): the sandbox forbids it and ends this
 *	    process by SIGSYS
 *	SIGSEGV: this process has crashed
 *
 * That is as strict as a filter that kills.  The handler cannot be changed (it
 * is set before the sandbox, which has no rt_sigaction) and does not return;
 * every signal is blocked in it, and a forbidden call or a fault within it,
 * as without a stack or with SIGSYS blocked, ends the process at once.
 *
 *	obituary_prepare(&log, OBITUARY_OF_ALL);
 *	sandbox_enter(&sandbox, &wants);
 */
#ifndef OS_OBITUARY_H
#define OS_OBITUARY_H

#include "base/text.h"
#include "os/log.h"

enum obituary_of {
	OBITUARY_OF_SANDBOX, /* a parent of ours tells of all other signals */
	OBITUARY_OF_ALL
};

/*
 * From now on, in this process and those that it forks.  The log must stay
 * where it is.
 */
void obituary_prepare(const struct log *, enum obituary_of);

/* "SIGSEGV", or "signal 40" where there is no name. */
void obituary_put_signal(struct text *, int number);

/* "execve (59)", or "number 999". */
void obituary_put_call(struct text *, int number);

/*
 * How a process ended, of what waitpid(2) says: "was ended by SIGSEGV",
 * "ended with status 1".  Answers buf.
 */
#define OBITUARY_END 48
const char *obituary_of_status(int status, char buf[OBITUARY_END]);

#endif
