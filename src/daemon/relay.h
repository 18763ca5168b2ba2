/*
 * relay -- takes the lines of the workers to the journal, as fields.
 *
 * A process of its own at the end of a pipe: the journal may block it, and
 * then the pipe fills; workers that find it full drop their line, count it
 * (os/board: lost) and go on.  It ends when nobody holds the pipe any more.
 */
#ifndef DAEMON_RELAY_H
#define DAEMON_RELAY_H

#include <sys/types.h>

struct relay {
	int in, out; /* the pipe's two ends; workers write to `in` */
	pid_t pid;
};

/* 0 or -errno. */
int relay_start(struct relay *);

/* Another process for the same pipe, when it has died. */
int relay_restart(struct relay *);

/* Our ends are closed: it will end after the last worker. */
void relay_let_go(struct relay *);

#endif
