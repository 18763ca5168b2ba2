/*
 * worker -- serves connections of listening sockets: limits, scoreboard and log
 * lines.
 *
 * It runs alone with a socket on descriptor 0, or as one of the workers of
 * minihttpd, which passes the descriptors that os/scoreboard.h lists.
 */
#ifndef SERVER_WORKER_H
#define SERVER_WORKER_H

#include "os/listener.h"
#include "os/scoreboard.h"
#include "server/confine.h"
#include "server/conn.h"
#include "server/rate_note.h"
#include "server/worker_watch.h"

#include <sys/types.h>

/* It must not be on the stack: see os/listener.h. */
struct worker {
	struct conn *conn; /* used by the children alone */
	struct wire *wire;
	struct service *service;
	struct confine *confine;
	struct log *error;
	struct scoreboard *board;
	struct listener listener;
	struct listener_sockets sockets;
	struct listener_limits limits;
	struct listener_work work;
	uint16_t number;           /* on the scoreboard */
	bool apart;                /* its children can do without the stack */
	int ready;                 /* where to report readiness, or -1 */
	struct worker_watch watch; /* if it runs alone: its paths */
	struct rate_note note;
	struct attendance *attendance; /* room for that of the status page */
	bool spent;                    /* this process has checked a password */
	/* Dropped log lines: each process counts its own. */
	_Atomic uint64_t lost;
};

/*
 * Sends the errors of a start to minihttpd, which logs an error of several
 * workers once; worker_run ends this.
 */
void worker_report(struct log *error);

/*
 * Takes the descriptors that minihttpd has passed, before anything else is
 * opened.  If stderr is the pipe to the journal, the log writes there.  Returns
 * 0 or -errno.
 */
int worker_inherit(struct worker *, int number, struct log *error);

/*
 * Asks the kernel for a signal to stop when the parent, minihttpd, has ended.
 * Call it again after the user has changed.  Returns false if the parent has
 * gone meanwhile.
 */
bool worker_follow(pid_t parent);

/*
 * Uses the listening socket on descriptor 0, with a scoreboard of its own.
 * Returns 0 or -errno.
 */
int worker_alone(struct worker *, const struct conf *);

/*
 * Serves until there is nothing more to serve.  Returns 0 or -errno.  If it
 * could not open everything that it serves from and other workers serve
 * (board.strict), it exits with EX_CONFIG before it accepts a connection.
 */
int worker_run(struct worker *);

/* Returns true if its children have a channel to the listener. */
bool worker_has_channel(const struct conf *);

#endif
