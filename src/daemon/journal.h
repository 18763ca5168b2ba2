/*
 * journal -- takes the lines of the workers to the journal, as fields.
 *
 * A process of its own at the end of a pipe: the journal may block it, and
 * then the pipe fills; workers that find it full drop their line, count it
 * (os/board: lost) and go on.  It ends when nobody holds the pipe any more.
 */
#ifndef DAEMON_JOURNAL_H
#define DAEMON_JOURNAL_H

#include <sys/types.h>

struct journal {
	int in, out; /* the pipe's two ends; workers write to `in` */
	pid_t pid;
};

/* 0 or -errno. */
int journal_start(struct journal *);

/* Another process for the same pipe, when it has died. */
int journal_restart(struct journal *);

/* Our ends are closed: it will end after the last worker. */
void journal_let_go(struct journal *);

#endif
