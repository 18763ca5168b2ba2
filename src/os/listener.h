/*
 * listener -- accepts on listening sockets, and forks for each connection.
 *
 * The parent reads no byte of a client.  It counts, and keeps to its limits:
 * at the total, connections wait in the backlog; one source over its share
 * is told to come back, without a fork.  It leaves when nobody has come for
 * a while, so that who holds the socket (systemd, xinetd) holds it alone
 * and no memory is used.
 *
 *	signal		the parent			its children
 *	SIGTERM, SIGINT	accepts no more, passes it on,	end after the exchange
 *			waits until they have ended	at hand, soon if idle
 *	after drain_ms	kills those that are left
 *	a second one	the same at once
 *	none, but what	leaves				the same as with SIGTERM
 *	it serves moved
 *
 * With per_process over 1 a child that has served its connection takes the
 * next one itself, until it has had its number.  The parent accepts only
 * while it has no child at all; then it sees to it that one is always
 * waiting (a child that finds itself the last one to wait says so by an
 * eventfd) and those that wait for nothing leave after a while.
 *
 *	static void
 *	serve(struct listener *l, int fd, const struct address *peer, void *arg)
 *	{
 *		talk to the peer on fd; os/stop says when to end
 *	}
 *
 *	err = listener_run(&sockets, &limits, &work, board);
 */
#ifndef OS_LISTENER_H
#define OS_LISTENER_H

#include "os/board.h"
#include "os/door.h"
#include "os/sandbox.h"

struct listener;

struct listener_limits {
	uint64_t per_source;  /* connections of one source; 0: no limit */
	uint64_t per_process; /* connections that one process serves */
	int64_t idle_exit_ms; /* 0: never */
	int64_t drain_ms;
};

/* What is worth a line in the log. */
struct listener_event {
	enum listener_happening {
		LISTENER_SENT_AWAY, /* this source, and n of all so far */
		LISTENER_FULL,      /* every place (n) is taken */
		LISTENER_SHORT,     /* of what accept or fork need: n = errno */
		LISTENER_KILLED     /* a child, by signal n */
	} happening;
	struct address peer;
	uint64_t n;
};

struct listener_work {
	/* Runs in a process of its own, once for each of its connections. */
	void (*serve)(
	    struct listener *, int fd, const struct address *peer, void *arg);
	/* Somebody who comes for many others; or NULL.  See listener_admit. */
	bool (*is_proxy)(const struct address *peer, void *arg);
	/* In whichever process it happens; see board_may_tell. */
	void (*tell)(const struct listener_event *, void *arg);
	/*
	 * Asked before a connection is accepted, or once a second while
	 * processes accept theirs themselves.  True: what is served has moved
	 * (os/origin), and it leaves, however many are served still; the
	 * launcher holds the sockets and starts it anew.  Or NULL.
	 */
	bool (*moved)(void *arg);
	/*
	 * All is prepared: from here on connections are accepted, and nothing
	 * is done that the sandbox forbids.
	 */
	void (*ready)(void *arg);
	void *arg;
	struct sandbox
	    *sandbox;     /* which ready enters; of zeros if it does not */
	struct span busy; /* what a source over its share is sent */
	uint16_t worker;  /* which of the board's we are */
};

/*
 * 0 when it has come to its end: idle for long enough, moved, or told to stop
 * and drained.  -errno if it could not begin.
 */
int listener_run(const struct listener_sockets *,
    const struct listener_limits *, const struct listener_work *,
    struct board *);

/*
 * For serve, when a proxy has said who the peer really is: from then on the
 * connection counts for that source.  False: it has its share already, and
 * was told of as any that is sent away.
 */
bool listener_admit(struct listener *, const struct address *peer);

#endif
