/*
 * worker -- conn behind listening sockets: limits, board and log lines.
 *
 * By itself on descriptor 0, or as one of the workers of minihttpd, which
 * hands down what os/board.h lists.
 */
#ifndef SERVER_WORKER_H
#define SERVER_WORKER_H

#include "os/board.h"
#include "os/door.h"
#include "os/origin.h"
#include "server/confine.h"
#include "server/conn.h"

#include <sys/types.h>

struct worker {
	struct conn *conn; /* used by the children alone */
	struct wire *wire;
	struct service *service;
	struct confine *confine;
	struct log *error;
	struct board *board;
	struct listener_sockets sockets;
	uint16_t number; /* on the board */
	int ready;       /* where to say so, or -1 */
	/* Alone, what it has opened: the root, then files of passwords. */
	struct origin origin[2 + LIMIT_CONF_AUTHS];
	size_t norigins, turn;
	bool spent; /* this process has checked a password */
	int64_t began_ms;
	/* Log lines that found no room: each process counts its own. */
	_Atomic uint64_t lost;
};

/*
 * Lets the complaints of a start go to minihttpd, which logs what several
 * workers say once; worker_run ends that.
 */
void worker_report(struct log *error);

/*
 * Takes what minihttpd has handed down, before anything else is opened, and
 * makes the log the pipe to the journal, if stderr is one.  0 or -errno.
 */
int worker_inherit(struct worker *, int number, struct log *error);

/*
 * Told to stop when its parent, minihttpd, has ended.  To be asked for again
 * when the user has changed; false if the parent has gone meanwhile.
 */
bool worker_follow(pid_t parent);

/* The listening socket on descriptor 0, with a board of its own. */
int worker_alone(struct worker *, const struct conf *);

/*
 * Serves until there is nothing more to serve.  0 or -errno.  Ends the process
 * with EX_CONFIG before it accepts a connection if it could not open all that
 * it serves from and others serve (board.strict).
 */
int worker_run(struct worker *);

#endif
