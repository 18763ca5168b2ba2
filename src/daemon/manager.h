/*
 * manager -- reports the state of minihttpd to the service manager
 * (sd_notify(3)).
 *
 * As long as something is wrong, STATUS begins with the error:
 *
 *	configuration is broken: FILE:LINE:COLUMN: why; every request gets 500
 *	reload failed: why; nothing has changed; 2 workers, 0 connections; ...
 *	listens on 0.0.0.0:80
 */
#ifndef DAEMON_MANAGER_H
#define DAEMON_MANAGER_H

#include "daemon/pool.h"
#include "daemon/sockets.h"

enum manager_trouble { MANAGER_WELL, MANAGER_BROKEN, MANAGER_RELOAD_FAILED };

/* All zero initially. */
struct manager {
	char trouble[768], status[1280];
};

/*
 * Sets the trouble that STATUS reports from now on.  `why` is copied, and
 * shortened if necessary; if it is empty, STATUS refers to the log.
 */
void manager_set(struct manager *, enum manager_trouble, struct span why);

/* Reports READY=1, which also ends a reload. */
void manager_ready(struct manager *, const struct sockets *);

/* Reports RELOADING=1. */
void manager_reloading(void);

/* Reports STATUS if it has changed.  tls is the sentence about HTTPS, or "". */
void manager_count(
    struct manager *, const struct pool_counts *, const char *tls);

#endif
