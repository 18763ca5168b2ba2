/*
 * obituary -- writes the last line of a process that its sandbox ends or that
 * crashes, and names signals and system calls.
 *
 * The filter of os/sandbox turns a forbidden call into a trap: the call is not
 * made, and the process gets SIGSYS with the number of the call.  The signal
 * handler writes one line and ends the process:
 *
 *	system call execve (59): the sandbox forbids it and ends this
 *	    process by SIGSYS
 *	SIGSEGV: this process has crashed
 *
 * This is as strict as a filter that kills.  The signal handler does not
 * return, and cannot be replaced, since the sandbox forbids rt_sigaction.
 * Every signal is blocked in it.  A forbidden call or a fault within it, for
 * example without a stack or with SIGSYS blocked, ends the process at once.
 *
 *	obituary_prepare(&log, OBITUARY_OF_ALL);
 *	sandbox_enter(&sandbox, &wants);
 */
#ifndef OS_OBITUARY_H
#define OS_OBITUARY_H

#include "base/text.h"
#include "os/log.h"

enum obituary_of {
	OBITUARY_OF_SANDBOX, /* our parent logs all other signals */
	OBITUARY_OF_ALL
};

/*
 * Sets the signal handlers, for this process and those that it forks.  The log
 * has to stay at its address.
 */
void obituary_prepare(const struct log *, enum obituary_of);

/* Puts "SIGSEGV", or "signal 40" if the signal has no name. */
void obituary_put_signal(struct text *, int number);

/* Puts "execve (59)", or "number 999". */
void obituary_put_call(struct text *, int number);

/*
 * Describes how a process ended from its status of waitpid(2): "was ended by
 * SIGSEGV", "ended with status 1".  Returns buf.
 */
#define OBITUARY_END 48
const char *obituary_of_status(int status, char buf[OBITUARY_END]);

#endif
