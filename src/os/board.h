/*
 * board -- who serves whom: memory that a listener and its neighbours share.
 *
 * One place for each process that may run.  All workers of one minihttpd
 * share a board, so that MaxConnections and MaxConnectionsPerSource hold
 * for the sum of them, and minihttpd reads there what they are doing.
 *
 *	a place is	pid
 *	free		0
 *	taken		-1 - W	by worker W, which is about to fork
 *	in use		pid	source is 0 while it has no connection
 *
 * A place is given back by whoever reaps its process.  A source is an IPv4
 * address, or the /64 that an IPv6 host has to itself; a Unix socket has
 * none, and no limit.
 *
 *	b = board_new(256);
 *	p = board_take(b, worker);		in the parent
 *	board_fill(p, worker, pid)		after the fork
 *	board_admit(b, p, &peer, 64)		may it stay?
 *	board_forget(b, pid);			when it has ended
 */
#ifndef OS_BOARD_H
#define OS_BOARD_H

#include "base/address.h"
#include "base/tries.h"
#include "os/sandbox.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The descriptors that a worker of minihttpd is started with: the board, a
 * pipe (for its complaints, and then one byte when connections are accepted),
 * the text of the configuration as minihttpd read it (so that a worker that is
 * replaced has the same), and the listening sockets from there on.
 */
enum {
	HANDED_BOARD = 3,
	HANDED_READY = 4,
	HANDED_CONF = 5,
	HANDED_SOCKETS = 6
};

/* The byte: a worker serves, or it answers each request with 500. */
enum { HANDED_GOOD = 0, HANDED_BROKEN = 1 };

/* The most workers on one board. */
#define BOARD_WORKERS 256

/* Kinds of events that are told in the log. */
#define BOARD_KINDS 4

#define BOARD_PAGE 4096

/* The ways of asking a process for its room: see board_eldest. */
#define BOARD_ASKS 2

struct board_place {
	_Atomic int32_t pid;
	_Atomic uint16_t worker;
	_Atomic bool idle; /* it waits for a connection */
	_Atomic uint64_t source;
	_Atomic uint64_t turn; /* its worker's connections are numbered */
	_Atomic int64_t asked_ms[BOARD_ASKS]; /* for its room; 0: not yet */
};

/* One for each listener that shares the board. */
struct board_worker {
	_Atomic uint64_t answered; /* the last `asked` that it has seen */
	_Atomic uint32_t running;  /* children */
	_Atomic uint32_t idle;     /* of them, those that wait */
	_Atomic uint32_t confined; /* the parts of its sandbox */
};

/*
 * No process that reads a stranger's bytes has it (board_withhold): listeners
 * and minihttpd alone write here, what they know themselves.  Should one of
 * them be made to write nonsense, the counting is a mess, but not other
 * memory: what bounds it lies on a page of its own, which is sealed.
 */
struct board {
	uint64_t layout; /* whose, and of what shape */
	uint32_t nplaces;
	/* And up to here it is sealed. */
	_Alignas(
	    BOARD_PAGE) _Atomic uint32_t hint; /* a free place may be there */
	_Atomic uint32_t taken;                /* places that are not free */
	_Atomic uint64_t asked;                /* "are you well?": counts up */
	_Atomic uint64_t accepted, sent_away;  /* connections */
	_Atomic uint64_t crashed; /* processes that a signal ended */
	_Atomic uint64_t lost;    /* log lines that found no room */
	/* A worker that starts now serves well or ends: others serve. */
	_Atomic bool strict;
	_Atomic int64_t told_ms[BOARD_KINDS]; /* when a log line last was due */
	struct board_worker worker[BOARD_WORKERS];
	struct tries tries; /* passwords that were wrong, by source */
	struct board_place place[];
};

/* Bytes that a board takes. */
size_t board_size(uint32_t nplaces);

/* For this process and its children; NULL with errno. */
struct board *board_new(uint32_t nplaces);

/*
 * The same in a file (memfd_create(2)) of board_size bytes that are zero,
 * for others to attach to; and theirs.  NULL with errno; EINVAL if what is
 * there is not a board of this program's.
 */
struct board *board_make(int fd, uint32_t nplaces);
struct board *board_attach(int fd);

/*
 * Children from now on have nothing of it: they cannot take what is others',
 * and it costs their start and their end less.
 */
void board_withhold(struct board *);

/*
 * A place for a child to be, or NULL: they are all taken.  One that becomes
 * free while we look may be missed.
 */
struct board_place *board_take(struct board *, uint16_t worker);

/* The process that has it.  False: another has, since it has left already. */
bool board_fill(struct board_place *, uint16_t worker, pid_t);

/* The source that an address belongs to; 0 if no limit can hold it. */
uint64_t board_source(const struct address *peer);

/*
 * Notes that the place now serves the peer.  False: its source already has
 * per_source (0: no limit) connections.  A NULL peer is nobody, and free.
 */
bool board_admit(struct board *, struct board_place *,
    const struct address *peer, uint64_t per_source);

/* The place is free; whether it was idle is taken from its worker's count. */
void board_leave(struct board *, struct board_place *);

/* The place of a process, or NULL. */
struct board_place *board_find(struct board *, pid_t);

/* board_leave for a process that has ended, if it has a place still. */
void board_forget(struct board *, pid_t);

/* A worker is gone: so are the places that it took and did not fill. */
void board_abandon(struct board *, uint16_t worker);

/* The turn-th connection of the worker begins at this place. */
void board_begin(struct board_place *, uint64_t turn);

/*
 * Of the connections of a worker the one that is to be asked for its room, or
 * NULL: the oldest of those that were not yet asked in this way, then the one
 * that was asked longest ago, and none that was a moment ago.  The place has
 * been asked from then on.  Nothing of it is what a child could have written.
 */
struct board_place *board_eldest(
    struct board *, uint16_t worker, unsigned way, int64_t now_ms);

/* Whether it waits for a connection; answers how many of the worker do. */
uint32_t board_idle(struct board *, struct board_place *, bool);

/*
 * Whether it is time for a line of this kind: one in a second, of all who
 * share the board, so that who floods us does not flood the log.
 */
bool board_may_tell(struct board *, unsigned kind, int64_t now_ms);

/*
 * Sends a process, or all of one worker, a signal if they are children of the
 * caller: who knows who has written that number there.  The sandbox is the
 * caller's, of zeros outside of it.
 */
void board_signal_one(
    const struct board_place *, int number, const struct sandbox *);
void board_signal(
    struct board *, uint16_t worker, int number, const struct sandbox *);

#endif
