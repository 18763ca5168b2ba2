/*
 * scoreboard -- memory in which a listener and its neighbours note
 * which process serves which source.
 *
 * The scoreboard has one place for each process that may run.  All workers of
 * one minihttpd share a scoreboard, so MaxConnections and
 * MaxConnectionsPerSource apply to all of them together, and minihttpd reads
 * there what they are doing.
 *
 *	a place is	pid
 *	free		0
 *	taken		-1 - W	by worker W, which is about to fork
 *	in use		pid	source is 0 while it has no connection
 *
 * The process that reaps a child gives its place back.  A source is an IPv4
 * address, or the /64 that an IPv6 host has to itself (base/source); a Unix
 * socket has no source, and no limit.
 *
 *	b = scoreboard_new(256);
 *	p = scoreboard_take(b, worker);		in the parent
 *	scoreboard_fill(p, worker, pid)		after the fork
 *	scoreboard_admit(b, p, &peer, 64)		may it stay?
 *	scoreboard_forget(b, pid);			when it has ended
 */
#ifndef OS_SCOREBOARD_H
#define OS_SCOREBOARD_H

#include "base/address.h"
#include "base/attendance.h"
#include "base/rates.h"
#include "base/tries.h"
#include "os/sandbox.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The descriptors with which a worker of minihttpd is started: the scoreboard;
 * a pipe, to which it writes its errors, and one byte when it accepts
 * connections; the text of the configuration as minihttpd read it, so that a
 * worker that is replaced gets the same; and the listening sockets from there
 * on.
 */
enum {
	HANDED_SCOREBOARD = 3,
	HANDED_CHANNEL = 3, /* of minihttp-tls: to the workers */
	HANDED_READY = 4,
	HANDED_CONF = 5,
	HANDED_SOCKETS = 6
};

/*
 * The byte on HANDED_READY: the worker serves normally, or it answers each
 * request with 500.
 */
enum { HANDED_GOOD = 0, HANDED_BROKEN = 1 };

/* The most workers on one scoreboard. */
#define SCOREBOARD_WORKERS 256

/* Kinds of events that are logged. */
#define SCOREBOARD_KINDS 5

#define SCOREBOARD_PAGE 4096

/* The ways of asking a process to give up its place: see scoreboard_eldest. */
#define SCOREBOARD_ASKS 2

struct scoreboard_place {
	_Atomic int32_t pid;
	_Atomic uint16_t worker;
	_Atomic bool idle; /* it waits for a connection */
	_Atomic uint64_t source;
	_Atomic uint64_t turn; /* number of the connection within its worker */
	_Atomic int64_t begun_ms; /* scoreboard_date; 0: not known */
	_Atomic int64_t
	    asked_ms[SCOREBOARD_ASKS]; /* for its place; 0: not yet */
};

/* The state of a listener that shares the scoreboard. */
struct scoreboard_worker {
	_Atomic uint64_t answered; /* the last value of `asked` that it saw */
	_Atomic uint32_t running;  /* children */
	_Atomic uint32_t idle;     /* idle children */
	_Atomic uint32_t confined; /* active parts of its sandbox */
};

/*
 * Processes that read what strangers send do not have the scoreboard
 * (scoreboard_withhold), but for the notes behind it, if there is a status page
 * to show them.  Only listeners and minihttpd write to it, and only
 * what they know themselves.  If one of them is made to write nonsense, the
 * counts are wrong, but no other memory is damaged: the bounds lie on a page of
 * their own, which is sealed.
 */
struct scoreboard {
	uint64_t layout; /* identifies the program and the layout */
	uint32_t nplaces;
	/* The page before this is sealed. */
	_Alignas(SCOREBOARD_PAGE) _Atomic uint32_t
	    hint;               /* a place that may be free */
	_Atomic uint32_t taken; /* places that are not free */
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
	    told_ms[SCOREBOARD_KINDS]; /* when this kind was last logged */
	struct scoreboard_worker worker[SCOREBOARD_WORKERS];
	struct tries tries; /* wrong passwords, by source */
	struct rates rates; /* of requests and connections, by source */
	struct scoreboard_place place[];
};

/* Returns the size of a scoreboard and its notes in bytes. */
size_t scoreboard_size(uint32_t nplaces);

/*
 * Returns the notes, one for each place: what its process does, as it says
 * itself.  Nothing but the status page depends on them.
 */
attendance_note *scoreboard_notes(const struct scoreboard *);

/*
 * Makes a scoreboard for this process and its children.  Returns NULL and sets
 * errno if it fails.
 */
struct scoreboard *scoreboard_new(uint32_t nplaces);

/*
 * scoreboard_make makes a scoreboard in a file (memfd_create(2)) of
 * scoreboard_size zero bytes, to which others attach with scoreboard_attach.
 * Both return NULL and set errno if they fail; EINVAL means that the file does
 * not hold a scoreboard of this program.
 */
struct scoreboard *scoreboard_make(int fd, uint32_t nplaces);
struct scoreboard *scoreboard_attach(int fd);

/*
 * Hides the scoreboard, and the notes unless they are shown, from all children
 * that are forked from now on.  They cannot take places of others, and they
 * start and end faster.
 */
void scoreboard_withhold(struct scoreboard *, bool but_notes);

/*
 * Takes a place for a child.  Returns NULL if all are taken; one that becomes
 * free during the search may be missed.
 */
struct scoreboard_place *scoreboard_take(struct scoreboard *, uint16_t worker);

/*
 * Sets the process of a place.  Returns false if the place belongs to another
 * process, because this one has ended already.
 */
bool scoreboard_fill(struct scoreboard_place *, uint16_t worker, pid_t);

/*
 * Notes that the place now serves the peer; NULL means that it serves none.
 * Returns false, and notes it all the same, if the source of the peer already
 * has per_source connections (0: no limit).
 */
bool scoreboard_admit(struct scoreboard *, struct scoreboard_place *,
    const struct address *peer, uint64_t per_source);

/* Frees a place.  If it was idle, its worker counts one idle child less. */
void scoreboard_leave(struct scoreboard *, struct scoreboard_place *);

/* Returns the place of a process, or NULL. */
struct scoreboard_place *scoreboard_find(struct scoreboard *, pid_t);

/* Calls scoreboard_leave for a process that has ended, if it still has a place.
 */
void scoreboard_forget(struct scoreboard *, pid_t);

/* Frees the places that a worker that is gone has taken and not filled. */
void scoreboard_abandon(struct scoreboard *, uint16_t worker);

/* Notes that the turn-th connection of the worker begins at this place. */
void scoreboard_begin(struct scoreboard_place *, uint64_t turn);

/* Notes when the connection of the place began, for scoreboard_attend. */
void scoreboard_date(struct scoreboard_place *, int64_t now_ms);

/*
 * Looks at all places, and sets all but at_s and note.  The rows have no
 * sources.  A connection without a date has no row.
 */
void scoreboard_attend(
    const struct scoreboard *, int64_t now_ms, struct attendance *);

/*
 * Gives the rows their sources, or removes them again.  A connection that has
 * ended since then has none.
 */
void scoreboard_name(const struct scoreboard *, bool, struct attendance *);

/*
 * Returns the place that is to be asked to make room, among those of a worker,
 * or NULL.  It prefers the oldest connection that has not been asked in this
 * way, then the one that was asked longest ago, and skips those that were asked
 * a moment ago.  The place counts as asked from then on.  The choice depends on
 * nothing that a child could have written.
 */
struct scoreboard_place *scoreboard_eldest(
    struct scoreboard *, uint16_t worker, unsigned way, int64_t now_ms);

/*
 * Notes whether the place waits for a connection.  Returns the number of idle
 * places of the worker.
 */
uint32_t scoreboard_idle(struct scoreboard *, struct scoreboard_place *, bool);

/*
 * Returns true if a line of this kind is due.  There is one in a second for all
 * processes that share the scoreboard, so that a flood of connections does not
 * flood the log.
 */
bool scoreboard_may_tell(struct scoreboard *, unsigned kind, int64_t now_ms);

/*
 * Sends a signal to a process, or to all of one worker, but only to children of
 * the caller, since a compromised process may have written any number there.
 * The sandbox is that of the caller, all zero outside a sandbox.
 */
void scoreboard_signal_one(
    const struct scoreboard_place *, int number, const struct sandbox *);
void scoreboard_signal(
    struct scoreboard *, uint16_t worker, int number, const struct sandbox *);

#endif
