/*
 * door -- the listening sockets of a listener, and the connections that are
 * turned away there.
 *
 * epoll_wait(door.epoll) returns the index of a socket with a new connection in
 * data.u32.  If many processes wait on one socket, a connection wakes only one
 * of them (EPOLLEXCLUSIVE).
 *
 * The last socket may be one half of a pair, through which minihttp-tls hands
 * over connections that it decrypts.  Nobody else has the other half.
 */
#ifndef OS_DOOR_H
#define OS_DOOR_H

#include "base/address.h"
#include "base/limits.h"
#include "os/sandbox.h"

#include <stdbool.h>

/*
 * Connections that were turned away and are kept open for a while, so that
 * their answer arrives.
 */
#define DOOR_PARKED 64

#define DOOR_SOCKETS (LIMIT_LISTEN + 1)

struct listener_sockets {
	int fd[DOOR_SOCKETS];
	unsigned n;
	unsigned handing; /* 1: the last is that of minihttp-tls; or 0 */
};

struct door {
	const struct listener_sockets *sockets;
	int epoll;
	bool looking; /* epoll watches the sockets */
	bool ended;   /* nobody hands over any more */
	int parked[DOOR_PARKED];
	unsigned next_parked;
};

/*
 * Sets up the sockets, without watching any of them yet.  Returns 0 or -errno.
 */
int door_open(struct door *, const struct listener_sockets *);

/*
 * Makes epoll watch the sockets, or stop watching them.  Returns 0, or -errno
 * if one of them was left as it was (for lack of memory, for example); try
 * again then.
 */
int door_look(struct door *, bool);

/*
 * Accepts a connection.  Returns its descriptor, which does not block and which
 * the caller closes, or -errno: -EAGAIN if there is none (any more).  The peer
 * of a connection that minihttp-tls hands over is ADDRESS_TLS.  The sandbox is
 * that of the listener.
 */
int door_accept(struct door *, unsigned which, struct address *peer,
    const struct sandbox *);

/*
 * Turns a connection away: sends these bytes without blocking, and closes the
 * descriptor later.
 */
void door_send_away(struct door *, int fd, struct span bytes);

/*
 * door_forget closes the connections that were turned away, door_shut the
 * sockets, and door_close everything including epoll: a change to epoll by a
 * child would affect its parent.
 */
void door_forget(struct door *);
void door_shut(struct door *);
void door_close(struct door *);

#endif
