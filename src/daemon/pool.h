/*
 * pool -- the workers of minihttpd: started, watched, replaced, drained.
 *
 * A generation is as many workers as Workers says, with one configuration,
 * one set of sockets and one board.
 *
 *	coming	its workers are starting
 *	current	all of them accept; one that dies is replaced
 *	old	they drain: what they serve they serve to its end
 *
 *	pool_begin		-> coming
 *	all are ready		coming -> current, current -> old: POOL_READY
 *	one answers 500		the same, if there was no current: POOL_BROKEN
 *	one dies before		coming is ended, current stays: POOL_FAILED
 *	the last has ended	old is forgotten
 *
 * The sockets are open throughout, so that a connection is never refused.
 *
 * A worker opens all that it serves from before it is ready.  While others
 * serve, one that cannot open a file ends; so a reload never turns a site
 * that is served to one that answers 500.
 *
 * A worker that dies is replaced at once if it has lived for a while, and
 * after a pause that doubles if not.  Each is asked now and then whether it
 * is well (os/board: asked and answered); one that is silent is killed.
 */
#ifndef DAEMON_POOL_H
#define DAEMON_POOL_H

#include "daemon/args.h"
#include "daemon/hearing.h"
#include "daemon/settings.h"
#include "daemon/sockets.h"
#include "os/log.h"

#include <sys/types.h>
#include <systemd/sd-event.h>

enum pool_news { POOL_READY, POOL_BROKEN, POOL_FAILED, POOL_EMPTY };

struct generation;

struct pool {
	sd_event *event;
	const struct args *args;
	const char *handler;   /* the program to run */
	const struct log *log; /* for what is worth a line */
	int journal;           /* what workers have for stderr; or -1 */
	void (*tell)(enum pool_news, void *arg);
	void *arg;
	struct hearing reason; /* for POOL_BROKEN and POOL_FAILED */
	struct generation *coming, *current, *old;
	bool stopping;
	uint64_t crashed; /* besides what boards that are there count */
};

/* Counts of the generations that serve. */
struct pool_counts {
	unsigned workers;
	uint64_t connections, accepted, sent_away, lost;
	uint64_t crashed;  /* processes, since we were started */
	unsigned confined; /* parts of the sandbox that all workers have */
};

/*
 * Starts a generation.  Owns the settings from here on; the sockets must
 * stay until POOL_READY or POOL_FAILED.  0, or -errno with nothing started
 * and the settings freed.
 */
int pool_begin(struct pool *, struct settings *, const struct sockets *);

/*
 * A child of ours that has ended: true if it was a worker.  One that was a
 * worker's, whose worker is gone, gives its place back.  A signal that is not
 * ours is a line in the log, and counted.
 */
bool pool_reaped(struct pool *, pid_t, int status);

/*
 * Asks each worker whether it is well, and kills those that did not answer
 * the last two times, or drain for longer than DrainTimeout.
 */
void pool_check(struct pool *);

/* All drain, POOL_EMPTY when they have; again: at once. */
void pool_stop(struct pool *);

void pool_count(const struct pool *, struct pool_counts *);

/* How many generations drain. */
unsigned pool_draining(const struct pool *);

/* What the workers run with now, or NULL. */
const struct settings *pool_settings(const struct pool *);

#endif
