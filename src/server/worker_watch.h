/*
 * worker_watch -- the paths that a listener without minihttpd has opened, and
 * whether they lead elsewhere now.
 *
 *	worker_watch_begin(&watch, service, confine, room);
 *	if (worker_watch_moved(&watch, sandbox, error))
 *		exit, and be started again by the launcher
 */
#ifndef SERVER_WORKER_WATCH_H
#define SERVER_WORKER_WATCH_H

#include "os/origin.h"
#include "server/confine.h"
#include "server/conn.h"

/* Initialise with zeros: then nothing is watched. */
struct worker_watch {
	/* The root, then files of passwords and directories of uploads. */
	struct origin origin[2 + LIMIT_CONF_AUTHS + LIMIT_CONF_PREFIXES];
	size_t n, turn;
	int64_t began_ms, looked_ms;
};

/*
 * Notes all paths.  It is for a launcher that holds the sockets as well and
 * starts the handler again.  The room must live as long as the watch; a path
 * that does not fit is not watched.
 */
void worker_watch_begin(struct worker_watch *, const struct service *,
    const struct confine *, struct text room);

/*
 * Returns true, and logs it, if another file is now at the path of the root, of
 * a file of passwords or of a directory of uploads.  A call examines one of the
 * paths, unless the last one was a moment ago.  A young listener ignores
 * changes, so that starts do not follow each other immediately.
 */
bool worker_watch_moved(
    struct worker_watch *, const struct sandbox *, const struct log *error);

#endif
