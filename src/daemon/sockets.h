/*
 * sockets -- the sockets on which minihttpd listens: systemd's, or its own.
 *
 * If systemd passes sockets (sd_listen_fds(3)), only those are used.  Otherwise
 * the addresses of the command line are used, and otherwise the Listen lines:
 * "192.0.2.1:80", "[2001:db8::1]:80", "80" for all addresses, "unix:/path".
 * " tls" behind an address means HTTPS: minihttp-tls accepts there, and not the
 * workers.
 */
#ifndef DAEMON_SOCKETS_H
#define DAEMON_SOCKETS_H

#include "base/limits.h"
#include "config/conf.h"

struct sockets {
	unsigned n;
	bool given; /* by systemd: Listen lines have no effect */
	int fd[LIMIT_LISTEN];
	char *name[LIMIT_LISTEN]; /* as written, or systemd's name */
	bool tls[LIMIT_LISTEN];
	int channel; /* from minihttp-tls to the workers; 0: there is none */
};

/* An error: the name of the address that failed, or another description. */
struct sockets_error {
	char text[1024];
	int err;        /* -errno, or 0 if there is none */
	char tls[1024]; /* the same of an address for HTTPS, or "" */
};

/*
 * Takes the sockets that systemd has passed.  Returns true if there are any.
 * If one is not a listening socket, or is one too many, it is left out, and the
 * error says so; otherwise the text of the error is "".
 */
bool sockets_take(struct sockets *, struct sockets_error *);

/*
 * Opens the named addresses.  A socket that `old` (or NULL) has under the same
 * name is shared with it and not opened.  Returns false, with nothing opened,
 * if an address fails.  An address for HTTPS that fails is left out, unless it
 * is the only address.
 */
bool sockets_open(struct sockets *, const struct conf_listens *,
    const struct sockets *old, struct sockets_error *);

/*
 * Finds the sockets from systemd that are for HTTPS: their port has a Listen
 * line with tls.  Any others are for HTTP.
 */
void sockets_match(struct sockets *, const struct conf_listens *);

/* Returns true if one of them is for HTTPS. */
bool sockets_have_tls(const struct sockets *);

/* Returns the address in a name: all of it but " tls". */
struct span sockets_address(const char *name);

/*
 * Makes the first struct share all sockets of `old`.  End it by sockets_close,
 * with `old` as the second argument.  If systemd gave the sockets, the copy
 * shares the names as well: forget it, and do not close it.
 */
void sockets_share(struct sockets *, const struct sockets *old);

/* Closes the sockets that `kept` (or NULL) does not contain. */
void sockets_close(struct sockets *, const struct sockets *kept);

#endif
