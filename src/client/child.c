#define _GNU_SOURCE
#include "client/child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The children that signals are sent on to.  The signal handler reads the
 * array, so an element is written before it is counted.
 */
static struct {
	volatile pid_t pid[CHILD_MOST];
	volatile sig_atomic_t n;
} children;

pid_t
child_fork(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		children.n = 0;
		/* without this, a child outlives a parent that is killed */
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
	} else if (pid > 0 && children.n < CHILD_MOST) {
		children.pid[children.n] = pid;
		children.n = children.n + 1;
	}
	return pid;
}

static pid_t
wait_for(pid_t pid, int *status)
{
	pid_t got;

	do
		got = waitpid(pid, status, 0);
	while (got < 0 && errno == EINTR);
	return got;
}

int
child_wait(pid_t pid)
{
	siginfo_t ended;
	int status = 0;

	/* While the child runs, signals are sent on to it. */
	while (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOWAIT) < 0 &&
	       errno == EINTR)
		continue;
	/* The pid may belong to another process from now on. */
	for (int i = 0; i < children.n; i++)
		if (children.pid[i] == pid)
			children.pid[i] = 0;
	if (wait_for(pid, &status) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void
on_end(int signal_number)
{
	int status;

	for (int i = 0; i < children.n; i++)
		if (children.pid[i] > 0)
			(void)kill(children.pid[i], signal_number);
	for (int i = 0; i < children.n; i++)
		if (children.pid[i] > 0)
			(void)wait_for(children.pid[i], &status);
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

void
child_pass_signals(void)
{
	static const int ends[] = CHILD_ENDS;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (signal(ends[i], on_end) == SIG_IGN)
			/* ignored before the start, as by nohup */
			(void)signal(ends[i], SIG_IGN);
}
