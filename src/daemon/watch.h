/*
 * watch -- notices that a path leads elsewhere than where the workers opened
 * it, and starts new ones.
 *
 * The paths are those of DocumentRoot or VirtualHosts, and of the files of
 * Auth and WriteAuth.  A link that is switched, a directory that is replaced
 * and a file that is renamed over another lead elsewhere: another inode.  What
 * is changed in place is seen anyway.
 *
 * inotify(7) watches each directory in which a name on the way is looked up;
 * where it cannot, or tells nothing (a network's file system, a mount),
 * watch_tick looks.  A path that is not there for a moment changes nothing.
 *
 *	watch_open(&w);
 *	watch_follow(&w);	at POOL_READY: what the pool now runs with
 *	watch_failed(&w);	at POOL_FAILED
 *	watch_tick(&w);		now and then
 *
 * There is at most one generation a second, and fewer while others drain or
 * if one has failed.
 */
#ifndef DAEMON_WATCH_H
#define DAEMON_WATCH_H

#include "daemon/pool.h"

#include <sys/stat.h>

#define WATCH_PATHS (2 + LIMIT_CONF_AUTHS)

struct watched {
	char path[LIMIT_PATH];
	const char *what; /* the directive */
	int pin;          /* so that no other gets its inode; or -1 */
	dev_t device;
	ino_t inode;
};

struct watch {
	struct pool *pool;
	/* Ours while the workers start: the sockets stay as they are. */
	const struct sockets *sockets;
	struct sockets *next;
	/* Of the current generation, and of the one that starts. */
	struct watched at[WATCH_PATHS], coming[WATCH_PATHS];
	size_t n, ncoming;
	int inotify;
	sd_event_source *hears, *timer;
	int64_t not_before_ms, pause_ms;
	bool ours; /* the generation that starts is our doing */
	char names[2 * LIMIT_PATH]; /* that the paths go through, as strings */
	size_t nnames;
};

/* The pool must have its event loop. */
void watch_open(struct watch *);

/* Where the paths lead now: before pool_begin with these. */
void watch_note(struct watch *, const struct settings *);

void watch_follow(struct watch *);
void watch_failed(struct watch *);
void watch_tick(struct watch *);

#endif
