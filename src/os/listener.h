/*
 * listener -- accepts on listening sockets, and forks for each connection.
 *
 * The parent reads no byte of a client.  It counts, and keeps to its limits:
 * at the total, connections wait in the backlog; one source over its share
 * is told to come back, without a fork.  While one waits in the backlog, the
 * parent asks its children for room, the oldest connection first and by a
 * signal: whoever has had nothing from its peer ends (os/stop, os/wire).  A
 * child that does not, because it was taken over, keeps its own place alone. It
 * leaves when nobody has come for a while, so that who holds the socket
 * (systemd, xinetd) holds it alone and no memory is used.
 *
 *	signal		the parent			its children
 *	SIGTERM, SIGINT	accepts no more, passes it on,	end after the exchange
 *			waits until they have ended	at hand, soon if idle
 *	after drain_ms	kills those that are left
 *	a second one	the same at once
 *	none, but what	leaves				the same as with SIGTERM
 *	it serves moved
 *	SIGUSR1, 2	none				gives up its place, see
 *							os/stop
 *
 * Where there are passwords (checks) a child asks by its channel before it
 * checks one.  LIMIT_CHECKS of them check at once, whoever has failed least
 * first; a source with too many failures is refused.  The parent counts them
 * for the source that it knows, and kills a child that checks without end
 * while others wait.
 *
 * With per_process over 1 a child that has served its connection says so by
 * its channel (os/crew) and is handed the next one, until it has had its
 * number; those that wait for nothing are let go after a while.  No child has
 * a listening socket, or the board.
 *
 *	static void
 *	serve(int channel, int fd, const struct address *peer, void *arg)
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

struct listener_limits {
	uint64_t per_source;  /* connections of one source; 0: no limit */
	uint64_t per_process; /* connections that one process serves */
	uint64_t failures;    /* of a source and a minute; 0: no limit */
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
	/*
	 * In a child, before it serves: closes all but this connection and
	 * channel (each may be -1).  False if it could not.
	 */
	bool (*begin)(int fd, int channel, void *arg);
	/* In a child, once for each of its connections. */
	void (*serve)(
	    int channel, int fd, const struct address *peer, void *arg);
	/* In a child, at its end: log lines that it could not write; or NULL */
	uint8_t (*lost)(void *arg);
	/* Somebody who comes for many others; or NULL.  See crew_ask. */
	bool (*is_proxy)(const struct address *peer, void *arg);
	/* Somebody who names the visitor of each request; or NULL. */
	bool (*names)(const struct address *peer, void *arg);
	/* Asked in a child behind a connection: it is not to serve another. */
	bool (*spent)(void *arg);
	/* See board_may_tell. */
	void (*tell)(const struct listener_event *, void *arg);
	/*
	 * Asked before a connection is accepted.  True: what is served has
	 * moved (os/origin), and it leaves, however many are served still; the
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
	/*
	 * A descriptor that is kept free for the channel of a child; -1 if
	 * none has one: per_process is 1, and there are neither proxies nor
	 * passwords.
	 */
	int channel;
	bool checks; /* there are passwords: each child has one */
};

/*
 * 0 when it has come to its end: idle for long enough, moved, or told to stop
 * and drained.  -errno if it could not begin.
 */
int listener_run(const struct listener_sockets *,
    const struct listener_limits *, const struct listener_work *,
    struct board *);

#endif
