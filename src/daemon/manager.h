/*
 * manager -- what the service manager is told of minihttpd (sd_notify(3)).
 *
 * What is wrong comes first in STATUS, until it no longer is:
 *
 *	configuration is broken: FILE:LINE:COLUMN: why; every request gets 500
 *	reload failed: why; all is as it was; 2 workers, 0 connections; ...
 *	listens on 0.0.0.0:80
 */
#ifndef DAEMON_MANAGER_H
#define DAEMON_MANAGER_H

#include "daemon/pool.h"
#include "daemon/sockets.h"

enum manager_trouble { MANAGER_WELL, MANAGER_BROKEN, MANAGER_RELOAD_FAILED };

/* Of zeros at first. */
struct manager {
	char trouble[768], status[1280];
};

/* From now on; why is cut if need be. */
void manager_set(struct manager *, enum manager_trouble, struct span why);

/* READY=1, which ends a reload too. */
void manager_ready(struct manager *, const struct sockets *);

/* RELOADING=1. */
void manager_reloading(void);

/* STATUS, if it is another than before. */
void manager_count(struct manager *, const struct pool_counts *);

#endif
