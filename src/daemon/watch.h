/*
 * watch -- notices that a path leads elsewhere than when the workers opened it,
 * and starts new workers.
 *
 * The paths are those of DocumentRoot or VirtualHosts, of the files of Auth and
 * WriteAuth, and of the directories of Upload.  They lead elsewhere, that is to
 * another inode, when a link is switched, a directory is replaced or a file is
 * renamed over another.  Workers see changes in place anyway.  They find a new
 * directory of Upload as well, but the sandbox lets them write to the old one
 * only.
 *
 * inotify(7) watches each directory in which a name of the path is looked up.
 * Where inotify is not available, or reports nothing (a network file system, a
 * mount), watch_tick checks the path.  A path that does not exist for a moment
 * changes nothing.
 *
 * The workers open the paths later than watch_note looks at them.  If a link is
 * switched away and back meanwhile, the inode at the path is the one that was
 * noted, and the workers may have opened another.  So inotify watches from
 * before the note until the workers are ready, and another generation follows
 * where it reports anything.
 *
 *	watch_open(&w);
 *	watch_follow(&w);	at POOL_READY: what the pool now runs with
 *	watch_failed(&w);	at POOL_FAILED
 *	watch_tick(&w);		now and then
 *
 * At most one generation is started in a second, and fewer while others drain
 * or after one has failed.
 */
#ifndef DAEMON_WATCH_H
#define DAEMON_WATCH_H

#include "daemon/pool.h"

#include <sys/stat.h>

#define WATCH_PATHS (2 + LIMIT_CONF_AUTHS + LIMIT_CONF_PREFIXES)

struct watched {
	char path[LIMIT_PATH];
	const char *what; /* the directive */
	bool made;        /* by a worker, if it is missing */
	int pin;          /* keeps its inode in use; or -1 */
	dev_t device;
	ino_t inode;
};

struct watch {
	struct pool *pool;
	/*
	 * The sockets are shared while the workers start, since they stay the
	 * same.
	 */
	const struct sockets *sockets;
	struct sockets *next;
	/* The paths of the current generation, and of the one that starts. */
	struct watched at[WATCH_PATHS], coming[WATCH_PATHS];
	size_t n, ncoming;
	int inotify;
	sd_event_source *inotify_source, *timer;
	int64_t not_before_ms, pause_ms;
	bool ours;    /* this module has started the new generation */
	bool stirred; /* names on the paths changed since watch_note */
	bool doubted; /* they did while the current generation started */
	char names[2 * LIMIT_PATH]; /* names on the paths, as strings */
	size_t nnames;
};

/* The pool must have its event loop before this call. */
void watch_open(struct watch *);

/*
 * Notes where the paths of these settings lead now.  Call it before pool_begin.
 */
void watch_note(struct watch *, const struct settings *);

/* At POOL_READY: watches the paths that watch_note has noted last. */
void watch_follow(struct watch *);

/*
 * At POOL_FAILED: forgets those paths, and starts nothing for a longer pause.
 */
void watch_failed(struct watch *);

/* Checks the paths now, since inotify does not report every change. */
void watch_tick(struct watch *);

#endif
