/*
 * child -- forks processes that do a part of the work, and waits for them.
 *
 *	pid = child_fork();
 *	if (pid == 0)
 *		_exit(code)
 *	code = child_wait(pid)
 *
 * A child does not outlive its parent: the kernel sends it SIGTERM then.
 */
#ifndef CLIENT_CHILD_H
#define CLIENT_CHILD_H

#include <signal.h>
#include <sys/types.h>

#define CHILD_MOST 300

/* The signals that people, timers and limits send to end a program. */
#define CHILD_ENDS                                                             \
	{                                                                      \
		SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGVTALRM, SIGPROF, \
		    SIGXCPU, SIGUSR1, SIGUSR2                                  \
	}

/* Forks like fork(2), and sets errno likewise. */
pid_t child_fork(void);

/*
 * Waits for the end of a child.  Returns its exit code, or -1 if a signal ended
 * it.
 */
int child_wait(pid_t);

/*
 * From now on the signals of CHILD_ENDS are sent on to the children that
 * child_fork made, at most CHILD_MOST.  The process waits for them, and then
 * ends by the same signal.
 */
void child_pass_signals(void);

#endif
