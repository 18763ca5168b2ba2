/*
 * reach -- finds the addresses at which people reach minihttpd.
 *
 * A wildcard address (0.0.0.0, [::], or a port alone) stands for localhost and
 * for the addresses of all interfaces that are up.  IPv6 addresses of one link
 * only (fe80::/10) are left out, since a URL cannot name their interface.
 */
#ifndef DAEMON_REACH_H
#define DAEMON_REACH_H

#include "base/text.h"
#include "daemon/sockets.h"

#define REACH_MOST 8 /* addresses of interfaces */
#define REACH_ROOM 48

struct reach {
	size_t n;
	char at[REACH_MOST][REACH_ROOM]; /* an IPv6 address has its brackets */
};

/*
 * Finds the addresses of the interfaces that are up, except for loopback.
 * REACH_PRIVATE leaves out the addresses that the Internet may reach, and keeps
 * those in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16 and
 * fc00::/7.
 */
enum reach_which { REACH_ALL, REACH_PRIVATE };
void reach_find(struct reach *, enum reach_which);

/*
 * Puts the URLs of the socket with this name, separated by ", "; each ends in
 * `file`. given: the service manager gave the socket.  Such a socket, and a
 * Unix socket, is put by its name instead.
 */
void reach_put(struct text *, const char *name, bool given, struct span file);

/*
 * Puts the URL for other machines: the first one whose address is not of this
 * machine alone, or else the first one.  Puts nothing if there is no URL.
 */
void reach_put_best(struct text *, const struct sockets *, struct span file);

#endif
