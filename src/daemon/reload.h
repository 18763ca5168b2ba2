/*
 * reload -- prepares the next generation: reads the configuration, opens its
 * sockets and starts its workers beside those that serve.
 *
 *	reload_prepare		settings and sockets of the coming generation
 *	pool_begin		its workers start; the pool tells the outcome
 *	POOL_READY		d->next becomes d->sockets
 *	POOL_FAILED		reload_failed: everything stays as it was
 *
 * A start prepares its first generation in the same way, so that a reload
 * accepts exactly the configurations that a start accepts.
 */
#ifndef DAEMON_RELOAD_H
#define DAEMON_RELOAD_H

#include "daemon/daemon.h"

/*
 * Reads the settings, and opens the sockets that they name into d->next.  Sets
 * *s, which the caller frees even after an error, and which is NULL if there is
 * no memory.  Returns NULL, or the error, which may point into *s or *why.
 */
const char *reload_prepare(
    struct daemon *, struct settings **s, struct sockets_error *why);

/*
 * Warns of Listen lines without effect, because systemd has opened the sockets
 * or the command line names other addresses.
 */
void reload_warn(struct daemon *, const struct settings *);

/* Handles a SIGHUP.  During a reload it only notes that another one is due. */
void reload_begin(struct daemon *);

/* Handles the SIGHUP that came during the previous reload, if one did. */
void reload_pending(struct daemon *);

/* Drops the sockets of a generation that failed, and tells systemd why. */
void reload_failed(struct daemon *, struct span why);

/*
 * Does `minihttpd -t`: reads the settings, and replaces this process by
 * `minihttp -t`.  Returns only if something is wrong, an exit code.
 */
int reload_test(struct daemon *);

#endif
