/*
 * crew -- the processes of a listener that serve one connection after the
 * other, or that have to say for whom one is; with a channel to each.
 *
 *	listener				process
 *	   | -- CONNECTION, with its peer -------> |
 *	   | <------- SOURCE, behind a proxy ----- |
 *	   | -- ANSWER: may it stay? ------------> |
 *	   | <------- CHECK: has a password ------ |
 *	   | -- ANSWER: now, or not before ------> |
 *	   | <------- CHECKED: right or wrong ---- |
 *	   | <------- IDLE: it has been served --- |
 *
 * A process has no listening socket and nothing of the board: it serves what
 * it is handed, which is at most so many connections.  The listener believes
 * it nothing but that it is done, and whom one connection is for; and whoever
 * speaks out of turn is killed.  That a password was wrong is held against the
 * source of its own connection.
 *
 *	crew = crew_new(nplaces);
 *	err = crew_hire(crew, i, 100, channel, sandbox);	then fork
 *	err = crew_hand(crew, i, fd, &peer, sandbox);
 *	switch (crew_hear(crew, i, &source)) ...
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
#include "os/sandbox.h"

enum crew_state {
	CREW_AWAY, /* there is nobody */
	CREW_BUSY, /* it has a connection */
	CREW_ASKS, /* and has yet to say for whom it is */
	CREW_IDLE
};

enum crew_check { CREW_NO_CHECK, CREW_QUEUED, CREW_CHECKING };

struct crew_member {
	int channel; /* or -1 */
	enum crew_state state;
	enum crew_check check; /* of a password */
	bool names;            /* a proxy of ForwardedFrom: it says of whom */
	uint64_t source;       /* of the password, for the listener */
	uint64_t ticket;       /* it waits: for longer than higher numbers */
	int64_t granted_ms;    /* it checks */
	uint64_t left;         /* connections that it can still be handed */
	int64_t since_ms;      /* it is idle */
	int64_t hired_ms;
	uint32_t next; /* idle for longer: its number and 1; or 0 */
};

struct crew {
	int epoll; /* that looks at the channels, for data.u32 = base + i */
	uint32_t base, n;
	uint32_t idle; /* the one that became so last; as next */
	uint64_t tickets;
	struct crew_member member[];
};

enum crew_word {
	CREW_NOTHING, /* a signal came */
	CREW_GONE,    /* it has closed its end, or has ended */
	CREW_WRONG,   /* it speaks out of turn, or nonsense */
	CREW_DONE,    /* it is idle now */
	CREW_SOURCE,  /* it says for whom its connection is */
	CREW_CHECK,   /* it has a password of that source to check */
	CREW_RIGHT,   /* it has, or has given up */
	CREW_FALSE    /* it has, and the password was wrong */
};

/* For so many, and with that epoll and base; NULL with errno. */
struct crew *crew_new(uint32_t n, int epoll, uint32_t base);

/*
 * Before the fork of the i-th: makes its channel, one end of which is at the
 * descriptor `channel` for the child to inherit.  0 or -errno.
 */
int crew_hire(struct crew *, uint32_t i, uint64_t most, int channel,
    const struct sandbox *);

/*
 * Hands it the connection, which the caller closes.  asks: it has to say for
 * whom it is.  0, or -errno if it does not take it.
 */
int crew_hand(struct crew *, uint32_t i, int fd, const struct address *peer,
    bool asks, const struct sandbox *);

/* The same of a connection that it has inherited. */
void crew_note(struct crew *, uint32_t i, bool asks);

/* Takes the last that became idle out of those that are; -1: there is none. */
int64_t crew_pick(struct crew *);

/* It was picked in vain. */
void crew_put_back(struct crew *, uint32_t i);

/* What it has to say, which is one thing. */
enum crew_word crew_hear(
    struct crew *, uint32_t i, int64_t now_ms, struct address *source);

/* Somebody has yet to say for whom its connection is. */
bool crew_has_asking(const struct crew *);

/* After CREW_SOURCE. */
void crew_answer(struct crew *, uint32_t i, bool stays);

/*
 * Of one that is CREW_QUEUED: it checks from now on, or, if wait_s is not 0,
 * may not before so many seconds.
 */
void crew_answer_check(
    struct crew *, uint32_t i, uint32_t wait_s, int64_t now_ms);

/* Closes its channel: one that is idle ends, and nobody hears it any more. */
void crew_dismiss(struct crew *, uint32_t i);

/*
 * Dismisses those that have been idle since before `since_ms`, and those idle
 * that were hired before hired_ms.
 */
void crew_thin(struct crew *, int64_t since_ms, int64_t hired_ms);

/* In a process that was just forked, where close_range is not there. */
void crew_close_others(const struct crew *);

/* --- in the process --- */

/* The next connection; -1: there will be none, or it was told to stop. */
int crew_wait(int channel, struct address *peer);

void crew_done(int channel);

/*
 * Whether the connection may stay when it is for this source: 1 or 0; or
 * -EPIPE if there is nobody to ask any more.
 */
int crew_ask(int channel, const struct address *source);

/*
 * Waits until a password of this source may be checked: 0, or after how many
 * seconds it may be.  -EPIPE if there is nobody to ask, -ETIMEDOUT after
 * LIMIT_CHECK_WAIT_MS, -ECANCELED if the patience has ended.  After either of
 * these the process has to end with its connection.
 */
int crew_may_check(
    int channel, const struct address *source, const struct patience *);

/* After crew_may_check was 0. */
void crew_checked(int channel, bool failed);

#endif
