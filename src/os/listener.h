/*
 * listener -- accepts on a listening socket, and forks for each connection.
 *
 * The parent reads no byte of a client.  It counts, and keeps to its limits:
 * at the total, connections wait in the backlog; one source over its share
 * is told to come back, without a fork.  It leaves when nobody has come for
 * a while, so that who holds the socket (systemd, xinetd) holds it alone
 * and no memory is used.
 *
 *	signal		the parent			its children
 *	SIGTERM, SIGINT	accepts no more, passes it on,	end after the exchange
 *			waits until they have ended	at hand, at once if idle
 *	after drain_ms	kills those that are left
 *	a second one	the same at once
 *
 *	static void
 *	serve(int fd, const struct address *peer, void *arg)
 *	{
 *		talk to the peer on fd; os/stop says when to end
 *	}
 *
 *	err = listener_run(0, &limits, &work);
 */
#ifndef OS_LISTENER_H
#define OS_LISTENER_H

#include "base/address.h"

struct listener_limits {
	uint64_t connections; /* at once; at least 1 */
	uint64_t per_source;  /* of one IP address; 0: no limit */
	int64_t idle_exit_ms; /* 0: never */
	int64_t drain_ms;
};

struct listener_work {
	/* Runs in a process of its own, which exits when it returns. */
	void (*serve)(int fd, const struct address *peer, void *arg);
	void *arg;
	struct span busy; /* what a source over its share is sent */
};

/*
 * 0 when it has come to its end: idle for long enough, or told to stop and
 * drained.  -errno if it could not begin.
 */
int listener_run(
    int fd, const struct listener_limits *, const struct listener_work *);

#endif
