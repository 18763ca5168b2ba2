/*
 * spawn -- starts one worker: descriptors, signals, environment, exec.
 */
#ifndef DAEMON_SPAWN_H
#define DAEMON_SPAWN_H

#include "daemon/args.h"
#include "daemon/settings.h"
#include "daemon/sockets.h"

#include <sys/types.h>

struct spawn {
	const char *handler;
	const struct args *args;
	const struct settings *settings;
	const struct sockets *sockets;
	int board, ready;
	int journal; /* for stderr, and records for the journal; or -1 */
	unsigned number;
};

/* Its process id, or -errno. */
pid_t spawn_worker(const struct spawn *);

/* Becomes `minihttp -t` with the same configuration, or -errno. */
int spawn_check(const char *handler, const struct args *);

#endif
