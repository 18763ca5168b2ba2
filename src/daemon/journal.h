/*
 * journal -- passes the lines of the workers to the journal, as fields.
 *
 * A separate process does this at the end of a pipe.  If the journal blocks it,
 * the pipe fills; a worker that finds the pipe full drops its line, counts it
 * (os/scoreboard: lost) and continues.  The process exits when no other process
 * holds the pipe any more.
 */
#ifndef DAEMON_JOURNAL_H
#define DAEMON_JOURNAL_H

#include <sys/types.h>

struct journal {
	int in, out; /* ends of the pipe; workers write to `in` */
	pid_t pid;
};

/* Starts the process.  Returns 0 or -errno. */
int journal_start(struct journal *);

/*
 * Starts another process for the same pipe, after the first has died.  Returns
 * 0 or -errno.
 */
int journal_restart(struct journal *);

/* Closes our ends: the process will exit after the last worker. */
void journal_let_go(struct journal *);

#endif
