/*
 * sockets -- what minihttpd listens on: systemd's, or its own.
 *
 * Those that systemd hands over (sd_listen_fds(3)) are used alone.  Else
 * those of the command line, else the Listen lines: "192.0.2.1:80",
 * "[2001:db8::1]:80", "80" on all addresses, "unix:/path".
 */
#ifndef DAEMON_SOCKETS_H
#define DAEMON_SOCKETS_H

#include "base/limits.h"
#include "config/conf.h"

struct sockets {
	unsigned n;
	bool given; /* by systemd: they stay whatever the lines say */
	int fd[LIMIT_LISTEN];
	char *name[LIMIT_LISTEN]; /* as it was written, or systemd's name */
};

/* Where it failed: the name, or what for want of a name. */
struct sockets_error {
	char text[1024];
	int err; /* -errno, or 0 if that is not it */
};

/* True if systemd has handed over any; they must be listening. */
bool sockets_take(struct sockets *, struct sockets_error *);

/*
 * Opens what is named; a name that `old` (or NULL) has is taken from there
 * and shared with it.  False, with nothing opened, if one cannot be.
 */
bool sockets_open(struct sockets *, const struct conf_listens *,
    const struct sockets *old, struct sockets_error *);

/* The same ones again: to be closed, but for those that `old` has. */
void sockets_share(struct sockets *, const struct sockets *old);

/* Closes those that `kept` (or NULL) does not have. */
void sockets_close(struct sockets *, const struct sockets *kept);

#endif
