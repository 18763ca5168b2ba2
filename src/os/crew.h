/*
 * crew -- channels between a listener and those of its processes that serve
 * several connections, report the source of a connection, or check passwords.
 *
 *	listener				process
 *	   | -- CONNECTION, with its peer -------> |
 *	   | <------- SOURCE, behind a proxy ----- |
 *	   | -- ANSWER: may it stay? ------------> |
 *	   | <------- CHECK: has a password ------ |
 *	   | -- ANSWER: now, or not before ------> |
 *	   | <------- CHECKED: right or wrong ---- |
 *	   | <------- TAKE: wants tokens --------- |
 *	   | -- ANSWER: so many, or when --------> |
 *	   | <------- BACK: did not use these ---- |
 *	   | <------- IDLE: it has been served --- |
 *
 * A process has no listening socket and no access to the scoreboard: it serves
 * at most as many connections as the listener hands it.  The listener believes
 * a process only when it reports that its connection is done, or who the source
 * of that one connection is.  A process that sends anything out of turn is
 * killed.  A wrong password counts against the source of the connection of the
 * process that reports it.  Tokens of a rate (base/rates) are taken for that
 * source as well, and no more come back than it has.
 *
 *	crew = crew_new(nplaces);
 *	err = crew_hire(crew, i, 100, channel, sandbox);	then fork
 *	err = crew_hand(crew, i, fd, &peer, asks, sandbox);
 *	switch (crew_hear(crew, i, now_ms, &source)) ...
 *
 * and in the process
 *
 *	while ((fd = crew_wait(channel, &peer)) >= 0) {
 *		serve fd; it may crew_ask(channel, &source)
 *		crew_done(channel);
 *	}
 */
#ifndef OS_CREW_H
#define OS_CREW_H

#include "base/address.h"
#include "base/patience.h"
#include "base/rates.h"
#include "os/sandbox.h"

enum crew_state {
	CREW_AWAY, /* no process */
	CREW_BUSY, /* serves a connection */
	CREW_ASKS, /* serves one and has yet to name its source */
	CREW_IDLE
};

enum crew_check { CREW_NO_CHECK, CREW_QUEUED, CREW_CHECKING };

/*
 * The tokens that a process asks for, for a source and a rule of the listener.
 */
struct crew_wish {
	struct address source;
	uint32_t rule;
	uint64_t least, most;
};

struct crew_grant {
	uint64_t tokens;
	int64_t wait_ns; /* if there are none: how long to wait for them */
};

struct crew_member {
	int channel; /* or -1 */
	enum crew_state state;
	enum crew_check check; /* state of a password check */
	bool names;         /* peer is in ForwardedFrom: it names the source */
	uint64_t source;    /* source that the password counts for */
	uint64_t ticket;    /* order in the queue of waiting checks */
	int64_t granted_ms; /* when the check was allowed */
	struct crew_wish wish;    /* with CREW_TAKE */
	struct rates_key lent_to; /* source and rule of its tokens */
	uint64_t lent;            /* how many of them it may give back */
	uint64_t back;            /* with CREW_BACK: how many it gives */
	uint64_t left;            /* connections that it may still get */
	int64_t since_ms;         /* when it became idle */
	int64_t hired_ms;
	uint32_t next; /* next longer idle one: its number + 1; or 0 */
};

struct crew {
	int epoll; /* watches the channels: data.u32 = base + i */
	uint32_t base, n;
	uint32_t idle; /* the last that became idle; as next */
	uint64_t tickets;
	struct crew_member member[];
};

enum crew_word {
	CREW_NOTHING, /* a signal interrupted */
	CREW_GONE,    /* it has closed its end or exited */
	CREW_WRONG,   /* its message is out of turn or malformed */
	CREW_DONE,    /* it is idle now */
	CREW_SOURCE,  /* it reports the source of its connection */
	CREW_CHECK,   /* it wants to check a password of that source */
	CREW_RIGHT,   /* the password was right, or the check was given up */
	CREW_FALSE,   /* the password was wrong */
	CREW_TAKE,    /* it wants tokens: member.wish, of that source */
	CREW_BACK     /* it gives some back: member.back */
};

/*
 * Makes a crew of n, with this epoll and base.  It lasts as long as the
 * listener.  Returns NULL and sets errno if it fails.
 */
struct crew *crew_new(uint32_t n, int epoll, uint32_t base);

/*
 * Call before the fork of the i-th process: makes its channel, one end of which
 * is placed at the descriptor `channel` for the child to inherit.  Returns 0 or
 * -errno.
 */
int crew_hire(struct crew *, uint32_t i, uint64_t most, int channel,
    const struct sandbox *);

/*
 * Call after that fork, in the listener: standard error takes the place of the
 * child's end.  A connection that a dead child has not read would otherwise
 * stay open, in an end that the listener holds.
 */
void crew_let_go(int channel, const struct sandbox *);

/*
 * Hands a connection to a process; the caller closes its descriptor.  asks: the
 * process has to report the source.  Returns 0, or -errno if the process does
 * not take it.
 */
int crew_hand(struct crew *, uint32_t i, int fd, const struct address *peer,
    bool asks, const struct sandbox *);

/*
 * Notes that the process has inherited a connection at its fork; asks as above.
 */
void crew_note(struct crew *, uint32_t i, bool asks);

/*
 * Takes the process that became idle last off the list of idle ones.  Returns
 * its number, or -1 if none is idle.
 */
int64_t crew_pick(struct crew *);

/* Puts a process that was picked and not used back on the list of idle ones. */
void crew_put_back(struct crew *, uint32_t i);

/*
 * Reads one message of a process.  *source is set with CREW_SOURCE, CREW_CHECK
 * and CREW_TAKE.
 */
enum crew_word crew_hear(
    struct crew *, uint32_t i, int64_t now_ms, struct address *source);

/* Returns true if a process has yet to report the source of its connection. */
bool crew_has_asking(const struct crew *);

/* Answers CREW_SOURCE. */
void crew_answer(struct crew *, uint32_t i, bool stays);

/*
 * Answers a process that is CREW_QUEUED: it may check now, or, if wait_s is not
 * 0, not before that many seconds.
 */
void crew_answer_check(
    struct crew *, uint32_t i, uint32_t wait_s, int64_t now_ms);

/* Answers CREW_TAKE. */
void crew_answer_take(struct crew *, uint32_t i, const struct crew_grant *);

/*
 * Closes the channel of a process.  An idle process then exits; others are not
 * heard any more.
 */
void crew_dismiss(struct crew *, uint32_t i);

/*
 * Dismisses idle processes that have been idle since before since_ms or were
 * started before hired_ms.
 */
void crew_thin(struct crew *, int64_t since_ms, int64_t hired_ms);

/* Closes the other channels in a new process, if close_range is missing. */
void crew_close_others(const struct crew *);

/* --- called in the process --- */

/*
 * Waits for the next connection.  Returns its descriptor, which the caller
 * closes, and sets *peer.  Returns -1 if there will be none, or if the process
 * was told to stop.
 */
int crew_wait(int channel, struct address *peer);

/* Reports that the connection has been served. */
void crew_done(int channel);

/*
 * Asks whether the connection may stay, given its source.  Returns 1 or 0,
 * -EPIPE if the listener has gone, or -ETIMEDOUT if it is silent.
 */
int crew_ask(int channel, const struct address *source);

/*
 * Waits until a password of this source may be checked.  Returns 0 if it may be
 * checked now, or the number of seconds after which it may be.  Returns -EPIPE
 * if the listener has gone, -ETIMEDOUT after LIMIT_CHECK_WAIT_MS, or -ECANCELED
 * if the patience has ended.  After -ETIMEDOUT and -ECANCELED the process has
 * to exit at the end of its connection.
 */
int crew_may_check(
    int channel, const struct address *source, const struct patience *);

/*
 * Asks for tokens.  Returns 0 and sets the grant; -EPIPE if the listener has
 * gone, or -ETIMEDOUT if it is silent.
 *
 * After -ETIMEDOUT or -ECANCELED of any function here the answer may still
 * come, and would be mistaken for the answer to a later question.  So the
 * process must ask nothing more, and has to exit at the end of its connection.
 */
int crew_take(int channel, const struct crew_wish *, struct crew_grant *);

/* Gives back tokens of the last grant. */
void crew_give_back(int channel, uint64_t tokens);

/* Reports the result, after crew_may_check returned 0. */
void crew_checked(int channel, bool failed);

#endif
