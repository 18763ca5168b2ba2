/*
 * service_parts -- the state of a service of TLS, for the two files that work
 * on it: service has its start, its loop and its end, and service_visits has
 * the connections.
 */
#ifndef TLS_SERVICE_PARTS_H
#define TLS_SERVICE_PARTS_H

#include "base/limits.h"
#include "os/brood.h"
#include "tls/connection.h"
#include "tls/crowd.h"
#include "tls/service_load.h"

#include <poll.h>
#include <signal.h>

/* The pause after a failure for lack of resources. */
#define SERVICE_PAUSE_MS 100

/* The priority of handshakes of a busy source, see setpriority(2). */
#define SERVICE_BUSY_NICE 10

/* A line that would repeat is logged at most once in this time. */
#define SERVICE_QUIET_MS (INT64_C(60) * 1000)

struct service_state {
	const struct options *o;
	struct service_load load;
	struct crowd crowd;
	struct brood *brood; /* a member's place, and then the key process */
	const struct log *log;
	sigset_t unblocked; /* while it waits */
	int listener[LIMIT_LISTEN];
	unsigned nlisteners;
	bool keys_ended;            /* the key process has */
	bool reuses;                /* a process serves several connections */
	int epoll;                  /* if it reuses them: see tls/reuse */
	int64_t thinned_ms;         /* service_reuse_thin */
	bool stuck;                 /* the workers take no more for now */
	int64_t paused_until_ms;    /* after a failure */
	int64_t turn_ms;            /* when to call crowd_next; -1: never */
	int64_t dates_ms, files_ms; /* when to look */
	int64_t warned_ms;          /* last warning of closed handshakes */
	struct pollfd *poll;        /* channel, epoll, listeners, handshakes */
	size_t *polled;             /* the member of each */
};

/* Notes that the system lacks something; nobody begins for a moment. */
void service_run_short(struct service_state *, const char *subject, int err);

void service_complain(
    const struct service_state *, const char *subject, const char *why);

/*
 * Accepts the connections that are there, up to a bound.  They wait for their
 * turn.
 */
void service_accept(struct service_state *, int listener);

/* Begins the next handshake, and sets turn_ms. */
void service_begin(struct service_state *);

/* Handles a member whose process has sent its header or has ended. */
void service_hear(struct service_state *, struct crowd_member *);

/*
 * Begins the handshake of a connection in a process that serves several, and is
 * idle or new.
 */
void service_reuse_begin(struct service_state *, struct crowd_member *,
    struct connection *, bool busy);

/* Handles the processes that are done with a connection. */
void service_reuse_hear(struct service_state *);

/* Closes the channel of a process, which ends after its connection. */
void service_reuse_dismiss(const struct service_state *, struct crowd_member *);

/* Dismisses processes that are idle for long; with all, every idle one. */
void service_reuse_thin(struct service_state *, bool all);

/* Hands over the connections that had to wait for the workers. */
void service_hand_rest(struct service_state *);

/*
 * Reaps the processes that have ended, if SIGCHLD said so or the brood is
 * unsure.
 */
void service_reap(struct service_state *, enum brood_haste);

/* Returns the process that SIGCHLD named, see brood_reap. */
pid_t service_told(void);

bool service_is_empty(const struct service_state *);

/* Ends all connections. */
void service_end_all(const struct service_state *);

#endif
