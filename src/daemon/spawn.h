/*
 * spawn -- starts one worker: sets its descriptors, signals and environment,
 * and executes it.
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
	int journal; /* stderr, with records for the journal; or -1 */
	unsigned number;
};

/* Returns the process id of the worker, or -errno. */
pid_t spawn_worker(const struct spawn *);

struct spawn_tls {
	const char *const *word; /* of its command line; NULL behind the last */
	const struct sockets *sockets;
	int channel; /* to the workers */
	int ready;
};

/* Starts minihttp-tls as a service.  Returns its process id, or -errno. */
pid_t spawn_tls(const struct spawn_tls *);

/*
 * Replaces this process by `minihttp -t` with the same configuration.  Returns
 * -errno if that fails.
 */
int spawn_check(const char *handler, const struct args *);

#endif
