/*
 * board -- the scoreboard: memory in which a listener and its neighbours note
 * which process serves which source.
 *
 * The board has one place for each process that may run.  All workers of one
 * minihttpd share a board, so MaxConnections and MaxConnectionsPerSource apply
 * to all of them together, and minihttpd reads there what they are doing.
 *
 *	a place is	pid
 *	free		0
 *	taken		-1 - W	by worker W, which is about to fork
 *	in use		pid	source is 0 while it has no connection
 *
 * The process that reaps a child gives its place back.  A source is an IPv4
 * address, or the /64 that an IPv6 host has to itself; a Unix socket has no
 * source, and no limit.
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
 * The descriptors with which a worker of minihttpd is started: the board; a
 * pipe, to which it writes its errors, and one byte when it accepts
 * connections; the text of the configuration as minihttpd read it, so that a
 * worker that is replaced gets the same; and the listening sockets from there
 * on.
 */
enum {
	HANDED_BOARD = 3,
	HANDED_READY = 4,
	HANDED_CONF = 5,
	HANDED_SOCKETS = 6
};

/*
 * That byte: the worker serves normally, or it answers each request with 500.
 */
enum { HANDED_GOOD = 0, HANDED_BROKEN = 1 };

/* The most workers on one board. */
#define BOARD_WORKERS 256

/* Kinds of events that are logged. */
#define BOARD_KINDS 4

#define BOARD_PAGE 4096

/* The ways of asking a process to give up its place: see board_eldest. */
#define BOARD_ASKS 2

struct board_place {
	_Atomic int32_t pid;
	_Atomic uint16_t worker;
	_Atomic bool idle; /* it waits for a connection */
	_Atomic uint64_t source;
	_Atomic uint64_t turn; /* number of the connection within its worker */
	_Atomic int64_t asked_ms[BOARD_ASKS]; /* for its place; 0: not yet */
};

/* One for each listener that shares the board. */
struct board_worker {
	_Atomic uint64_t answered; /* the last value of `asked` that it saw */
	_Atomic uint32_t running;  /* children */
	_Atomic uint32_t idle;     /* idle children */
	_Atomic uint32_t confined; /* active parts of its sandbox */
};

/*
 * Processes that read what strangers send do not have the board
 * (board_withhold).  Only listeners and minihttpd write to it, and only what
 * they know themselves.  If one of them is made to write nonsense, the counts
 * are wrong, but no other memory is damaged: the bounds lie on a page of their
 * own, which is sealed.
 */
struct board {
	uint64_t layout; /* identifies the program and the layout */
	uint32_t nplaces;
	/* The page before this is sealed. */
	_Alignas(
	    BOARD_PAGE) _Atomic uint32_t hint; /* a place that may be free */
	_Atomic uint32_t taken;                /* places that are not free */
	_Atomic uint64_t asked; /* counts questions for a sign of life */
	_Atomic uint64_t accepted, sent_away; /* connections */
	_Atomic uint64_t crashed; /* processes that a signal ended */
	_Atomic uint64_t lost;    /* dropped log lines */
	/*
	 * Other workers serve: one that starts now and fails to open a file
	 * exits.
	 */
	_Atomic bool strict;
	_Atomic int64_t
	    told_ms[BOARD_KINDS]; /* when this kind was last logged */
	struct board_worker worker[BOARD_WORKERS];
	struct tries tries; /* wrong passwords, by source */
	struct board_place place[];
};

/* Returns the size of a board in bytes. */
size_t board_size(uint32_t nplaces);

/*
 * Makes a board for this process and its children.  Returns NULL and sets errno
 * if it fails.
 */
struct board *board_new(uint32_t nplaces);

/*
 * board_make makes a board in a file (memfd_create(2)) of board_size zero
 * bytes, to which others attach with board_attach.  Both return NULL and set
 * errno if they fail; EINVAL means that the file does not hold a board of this
 * program.
 */
struct board *board_make(int fd, uint32_t nplaces);
struct board *board_attach(int fd);

/*
 * Hides the board from all children that are forked from now on.  They cannot
 * take places of others, and they start and end faster.
 */
void board_withhold(struct board *);

/*
 * Takes a place for a child.  Returns NULL if all are taken; one that becomes
 * free during the search may be missed.
 */
struct board_place *board_take(struct board *, uint16_t worker);

/*
 * Sets the process of a place.  Returns false if the place belongs to another
 * process, because this one has ended already.
 */
bool board_fill(struct board_place *, uint16_t worker, pid_t);

/* Returns the source of an address, or 0 if no limit applies to it. */
uint64_t board_source(const struct address *peer);

/*
 * Notes that the place now serves the peer.  Returns false if its source
 * already has per_source connections (0: no limit).  NULL means that the place
 * serves no peer.
 */
bool board_admit(struct board *, struct board_place *,
    const struct address *peer, uint64_t per_source);

/* Frees a place.  If it was idle, its worker counts one idle child less. */
void board_leave(struct board *, struct board_place *);

/* Returns the place of a process, or NULL. */
struct board_place *board_find(struct board *, pid_t);

/* Calls board_leave for a process that has ended, if it still has a place. */
void board_forget(struct board *, pid_t);

/* Frees the places that a worker that is gone has taken and not filled. */
void board_abandon(struct board *, uint16_t worker);

/* Notes that the turn-th connection of the worker begins at this place. */
void board_begin(struct board_place *, uint64_t turn);

/*
 * Returns the place that is to be asked to make room, among those of a worker,
 * or NULL.  It prefers the oldest connection that has not been asked in this
 * way, then the one that was asked longest ago, and skips those that were asked
 * a moment ago.  The place counts as asked from then on.  The choice depends on
 * nothing that a child could have written.
 */
struct board_place *board_eldest(
    struct board *, uint16_t worker, unsigned way, int64_t now_ms);

/*
 * Notes whether the place waits for a connection.  Returns the number of idle
 * places of the worker.
 */
uint32_t board_idle(struct board *, struct board_place *, bool);

/*
 * Returns true if a line of this kind is due.  There is one in a second for all
 * processes that share the board, so that a flood of connections does not flood
 * the log.
 */
bool board_may_tell(struct board *, unsigned kind, int64_t now_ms);

/*
 * Sends a signal to a process, or to all of one worker, but only to children of
 * the caller, since a compromised process may have written any number there.
 * The sandbox is that of the caller, all zero outside a sandbox.
 */
void board_signal_one(
    const struct board_place *, int number, const struct sandbox *);
void board_signal(
    struct board *, uint16_t worker, int number, const struct sandbox *);

#endif
