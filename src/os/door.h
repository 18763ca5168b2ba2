/*
 * door -- the listening sockets of a listener, and who is sent away there.
 *
 * epoll_wait(door.epoll) says on which socket somebody stands, by its index
 * in data.u32.  Of many processes that wait on one socket a connection
 * wakes one (EPOLLEXCLUSIVE).
 */
#ifndef OS_DOOR_H
#define OS_DOOR_H

#include "base/address.h"
#include "base/limits.h"
#include "os/sandbox.h"

#include <stdbool.h>

/* Sources that were sent away: so many get their answer in peace. */
#define DOOR_PARKED 64

struct listener_sockets {
	int fd[LIMIT_LISTEN];
	unsigned n;
};

struct door {
	const struct listener_sockets *sockets;
	int epoll;
	bool looking; /* epoll looks at the sockets */
	int parked[DOOR_PARKED];
	unsigned next_parked;
};

/* Sets the sockets up, and looks at none of them yet.  0 or -errno. */
int door_open(struct door *, const struct listener_sockets *);

/*
 * Lets epoll look at the sockets, or not.  0, or -errno if one of them was
 * left as it was (for want of memory, say): to be tried again.
 */
int door_look(struct door *, bool);

/*
 * A connection, which does not block, or -errno: -EAGAIN where there is none
 * (any more).  The sandbox is the listener's.
 */
int door_accept(struct door *, unsigned which, struct address *peer,
    const struct sandbox *);

/* Sends the connection off with these bytes, and without blocking. */
void door_send_away(struct door *, int fd, struct span bytes);

/*
 * Closes what was sent away; the sockets; and all that there is, epoll as
 * well: what a child did to it would happen to its parent.
 */
void door_forget(struct door *);
void door_shut(struct door *);
void door_close(struct door *);

#endif
