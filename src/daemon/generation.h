/*
 * generation -- the workers of one configuration, and the state of each.
 *
 * daemon/pool decides which generation comes, serves and drains; this module
 * holds its members, signals them, and asks them for a sign of life.
 *
 *	g = generation_new(pool, log, settings, sockets);
 *	generation_open_board(g);
 *	...				the pool starts each member
 *	generation_ask(g);		every few seconds
 *	generation_signal(g, SIGTERM);	they drain
 *	if (generation_is_gone(g))
 *		generation_free(g);
 */
#ifndef DAEMON_GENERATION_H
#define DAEMON_GENERATION_H

#include "daemon/hearing.h"
#include "daemon/settings.h"
#include "daemon/sockets.h"
#include "os/log.h"
#include "os/scoreboard.h"

#include <sys/types.h>
#include <systemd/sd-event.h>

struct pool;

struct member {
	struct generation *of;
	unsigned number;
	pid_t pid; /* 0: there is no process */
	bool ready;
	int64_t started_ms, pause_ms;
	uint64_t asked; /* 0: not yet */
	unsigned silences;
	struct hearing report;          /* what it said before it was ready */
	bool unresponsive;              /* it was silent: we have killed it */
	sd_event_source *report_source; /* it is still starting */
	sd_event_source *restart;       /* the pause before its next start */
};

struct generation {
	struct generation *next;
	struct pool *pool;
	const struct log *log;
	struct settings *settings;
	struct sockets sockets; /* the descriptors; names are not ours */
	struct scoreboard *board;
	int board_fd;
	int64_t deadline_ms;   /* of an old one: what is left is killed */
	bool killed;           /* the deadline has passed */
	bool broken;           /* it answers 500 */
	struct hearing logged; /* in the log already */
	unsigned n;
	struct member member[];
};

/*
 * Returns a generation without processes, which owns the settings from then on.
 * If there is no memory, frees the settings and returns NULL.
 */
struct generation *generation_new(struct pool *, const struct log *,
    struct settings *, const struct sockets *);

/* Makes the scoreboard of its workers.  Returns 0 or -errno. */
int generation_open_board(struct generation *);

/*
 * Frees a generation and its settings.  None of its members may have a process.
 */
void generation_free(struct generation *);

/*
 * generation_is_gone returns true if no member has a process;
 * generation_is_ready returns true if each member is ready.
 */
bool generation_is_gone(const struct generation *);
bool generation_is_ready(const struct generation *);

/* Returns the member with this process, or NULL; g may be NULL. */
struct member *generation_find(struct generation *g, pid_t);

/* Sends a signal to each member, and forgets their event sources. */
void generation_signal(struct generation *, int number);

/* Kills the members and all their children. */
void generation_kill(struct generation *);

/* Makes every worker check whether a place is free now; g may be NULL. */
void generation_wake(const struct generation *g);

/*
 * Asks each member for a sign of life, and kills those that did not answer the
 * last two times; g may be NULL.
 */
void generation_ask(struct generation *g);

/*
 * Stops waiting for the report of the member, and for the time of its next
 * start.
 */
void generation_forget_sources(struct member *);

/*
 * Tells the children of a worker that has died to end after their current
 * connection, since the next worker would not know of them.  They belong to
 * this process now (PR_SET_CHILD_SUBREAPER).
 */
void generation_disband(const struct member *);

/* Logs a line about a member. */
__attribute__((format(printf, 2, 3))) void generation_log(
    const struct member *, const char *format, ...);

#endif
