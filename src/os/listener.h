/*
 * listener -- accepts connections on listening sockets and forks a process for
 * each.
 *
 * The parent reads nothing that a client sends.  It counts connections and
 * enforces its limits.  When all places are taken, connections wait in the
 * backlog; a source over its share is turned away with an answer, without a
 * fork.  While a connection waits in the backlog, the parent asks its children
 * for room, the oldest connection first, by a signal.  A child that has
 * received nothing from its peer then ends (os/stop, os/wire).  A compromised
 * child that ignores the signal keeps only its own place.  The listener exits
 * when there have been no connections for a while.  Then only the launcher
 * (systemd, xinetd) holds the socket, and no memory is used.
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
 * If there are passwords (checks), a child asks through its channel before it
 * checks one.  At most LIMIT_CHECKS children check at once, and the source with
 * the fewest failures is next; a source with too many failures is refused.  The
 * parent counts failures for the source that it knows, and kills a child that
 * checks without end while others wait.
 *
 * If there are rates, a child asks in the same way before it answers a request,
 * and the parent takes tokens of the source that it knows.  No child has the
 * table.
 *
 * With per_process over 1, a child that has served its connection reports that
 * through its channel (os/crew) and is handed the next one, until it has served
 * its number.  Children that stay idle are dismissed after a while.  No child
 * has a listening socket or the scoreboard.
 *
 *	static void
 *	serve(int channel, int fd, const struct address *peer, void *arg)
 *	{
 *		talk to the peer on fd; os/stop says when to end
 *	}
 *
 *	err = listener_run(&l, &sockets, &limits, &work, board);
 */
#ifndef OS_LISTENER_H
#define OS_LISTENER_H

#include "os/brood.h"
#include "os/door.h"
#include "os/sandbox.h"
#include "os/scoreboard.h"

struct listener_limits {
	uint64_t per_source;  /* connections of one source; 0: no limit */
	uint64_t per_process; /* connections that one process serves */
	uint64_t failures;    /* per source and minute; 0: no limit */
	/*
	 * The rates of each source, by the number of the rule.  `connections`
	 * is the number of the rule for connections, or -1.
	 */
	struct bucket rate[LIMIT_CONF_RATES];
	uint32_t nrates;
	int connections;
	int64_t idle_exit_ms; /* 0: never */
	int64_t drain_ms;
};

/* An event for the log. */
struct listener_event {
	enum listener_happening {
		LISTENER_SENT_AWAY, /* this source, and n in all so far */
		LISTENER_FULL,      /* all n places are taken */
		LISTENER_SHORT,  /* accept or fork lack resources: n = errno */
		LISTENER_KILLED, /* a child was ended by signal n */
		LISTENER_FAST    /* this source connects too often, n in all */
	} happening;
	struct address peer;
	uint64_t n;
};

struct listener_work {
	/*
	 * Called in a child before it serves: closes all descriptors except
	 * this connection and channel (each may be -1).  Returns false if it
	 * could not.
	 */
	bool (*begin)(int fd, int channel, void *arg);
	/* Called in a child, once for each of its connections. */
	void (*serve)(
	    int channel, int fd, const struct address *peer, void *arg);
	/* Called in a child at its end: number of dropped log lines; or NULL */
	uint8_t (*lost)(void *arg);
	/*
	 * Returns true for a peer that relays for many others; or NULL.  See
	 * crew_ask.
	 */
	bool (*is_proxy)(const struct address *peer, void *arg);
	/*
	 * Returns true for a peer that names the visitor of each request; or
	 * NULL.
	 */
	bool (*names)(const struct address *peer, void *arg);
	/* Returns true for a peer that no rate applies to; or NULL. */
	bool (*exempt)(const struct address *peer, void *arg);
	/*
	 * Called when a source exceeds the rate of a rule, so that people can
	 * be told; or NULL.  Nothing else depends on it.
	 */
	void (*limited)(uint64_t source, uint32_t rule, void *arg);
	/*
	 * Called in a child after a connection.  Returns true if the child is
	 * not to serve another one.
	 */
	bool (*spent)(void *arg);
	/*
	 * NULL, or where the children find who was there at most ATTEND_MS
	 * before their start.  The listener then looks at all places so often.
	 */
	struct attendance *attendance;
	/*
	 * Returns true for a peer that may learn the sources of others from the
	 * attendance; or NULL for nobody.
	 */
	bool (*learns)(const struct address *peer, void *arg);
	/* See scoreboard_may_tell. */
	void (*tell)(const struct listener_event *, void *arg);
	/*
	 * Called before a connection is accepted.  Returns true if the files
	 * that are served have moved (os/origin).  The listener then exits,
	 * however many connections are still being served; the launcher holds
	 * the sockets and starts it again.  Or NULL.
	 */
	bool (*moved)(void *arg);
	/*
	 * Called when everything is prepared.  From then on connections are
	 * accepted, and nothing is done that the sandbox forbids.
	 */
	void (*ready)(void *arg);
	void *arg;
	struct sandbox *sandbox; /* entered by ready; all zero if not */
	struct span busy;        /* sent to a source over its share */
	uint16_t worker;         /* its number on the scoreboard */
	/*
	 * A descriptor number that is reserved for the channel of a child; -1
	 * if no child has one: per_process is 1, and there are neither proxies,
	 * passwords nor rates of requests.
	 */
	int channel;
	bool asked; /* there are passwords or rates: each child has a channel */
};

/*
 * The state of a listener.  Its children do not have the stack of their
 * parent, so neither this nor what it points to may be on it.
 */
struct listener {
	struct door door;
	const struct listener_limits *limits;
	const struct listener_work *work;
	struct scoreboard *board;
	struct scoreboard_worker *self;
	struct brood *brood;
	struct crew *crew; /* NULL: no child has a channel */
	unsigned started;  /* children since the last reaping */
	int64_t idle_since_ms, pause_until_ms;
	int64_t thinned_ms;  /* when crew_thin was last due */
	uint64_t turn;       /* of the last connection */
	int64_t attended_ms; /* when work->attendance was taken */
	bool check_due;      /* a check waits, or one has ended */
	struct { /* the connection of the child that is about to be forked */
		int fd;
		bool has; /* it has a channel */
		struct address peer;
	} first;
	struct {
		bool wanted;      /* every place is taken */
		unsigned way, n;  /* how to ask, and how many at once */
		int64_t until_ms; /* deadline of those that were asked */
	} room;
};

/*
 * Returns 0 at its regular end: idle for long enough, moved, or told to stop
 * and drained.  Returns -errno if it could not begin.
 */
int listener_run(struct listener *, const struct listener_sockets *,
    const struct listener_limits *, const struct listener_work *,
    struct scoreboard *);

#endif
