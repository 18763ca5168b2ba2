/*
 * pool -- starts, watches, replaces and drains the workers of minihttpd.
 *
 * A generation is a set of workers, as many as Workers says, with one
 * configuration, one set of sockets and one scoreboard.
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
 * The sockets stay open throughout, so no connection is ever refused.
 *
 * A worker opens everything that it serves from before it is ready.  While
 * other workers serve, one that cannot open a file exits; so a reload never
 * turns a site that works into one that answers 500.
 *
 * A worker that dies is replaced at once if it has lived for a while, and
 * otherwise after a pause that doubles.  Each worker is regularly asked for a
 * sign of life (os/scoreboard: asked and answered); one that stays silent is
 * killed.
 */
#ifndef DAEMON_POOL_H
#define DAEMON_POOL_H

#include "base/limited.h"
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
	const char *handler;   /* the program of the workers */
	const struct log *log; /* for reports and errors */
	int journal;           /* stderr of the workers; or -1 */
	void (*tell)(enum pool_news, void *arg);
	void *arg;
	struct hearing reason; /* for POOL_BROKEN and POOL_FAILED */
	struct generation *coming, *current, *old;
	bool stopping;
	uint64_t crashed; /* in addition to those on current boards */
};

/* Totals over all generations that serve. */
struct pool_counts {
	unsigned workers;
	uint64_t connections, accepted, sent_away, lost;
	struct limited limited; /* by rates, now */
	uint64_t crashed;       /* processes, since minihttpd was started */
	unsigned confined;      /* sandbox parts active in all workers */
};

/*
 * Starts a generation.  The pool owns the settings from then on; the sockets
 * have to stay until POOL_READY or POOL_FAILED.  Returns 0, or -errno with
 * nothing started and the settings freed.
 */
int pool_begin(struct pool *, struct settings *, const struct sockets *);

/*
 * Handles a child that has ended, and returns true if it was a worker.  If it
 * was a child of a worker that is gone, its place on the scoreboard is freed.
 * If a signal ended it that minihttpd did not send, that is logged and counted.
 */
bool pool_reaped(struct pool *, pid_t, int status);

/*
 * Asks each worker for a sign of life, and kills those that did not answer the
 * last two times or drain for longer than DrainTimeout.
 */
void pool_check(struct pool *);

/*
 * Drains all workers; POOL_EMPTY reports the end.  A second call ends them at
 * once.
 */
void pool_stop(struct pool *);

/* Adds up the numbers of all workers. */
void pool_count(const struct pool *, struct pool_counts *);

/* Returns how many generations are draining. */
unsigned pool_draining(const struct pool *);

/* Returns the settings of the current workers, or NULL. */
const struct settings *pool_settings(const struct pool *);

#endif
