/*
 * behind -- writes behind its caller's back, in order, by a thread.
 *
 * A write to a file costs as much as the reading from the network before it.
 * Here one goes on while the other does: bytes are collected to pieces of
 * LIMIT_CHUNK, and a thread passes these on.  The thread is made for the
 * second piece, since most bodies have none; where there can be none, the
 * caller's own does it.
 *
 *	behind_init(&b, write_piece, &file);
 *	err = behind_put(&b, bytes);		as often as need be
 *	err = behind_end(&b);			all is written
 *
 * Between the first behind_put and behind_end, what `fn` uses is the
 * thread's.  One that is all zero needs no behind_end, and may have one.
 */
#ifndef OS_BEHIND_H
#define OS_BEHIND_H

#include "base/limits.h"
#include "base/span.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#define BEHIND_PIECES 4

struct behind {
	int (*fn)(void *arg, struct span); /* 0 or -errno */
	void *arg;
	size_t n;       /* bytes of the piece at hand */
	unsigned at;    /* which that is */
	unsigned given; /* pieces before it */
	bool has_thread;
	pthread_t thread;
	sem_t ready, room; /* pieces to write, and to fill */
	atomic_int err;    /* of fn, for good: it is not called again */
	size_t size[BEHIND_PIECES];
	char piece[BEHIND_PIECES][LIMIT_CHUNK];
};

void behind_init(struct behind *, int (*fn)(void *arg, struct span), void *arg);

/* 0, or what fn answered to an earlier piece. */
int behind_put(struct behind *, struct span);

/* Passes on what waits and ends the thread.  0, or what fn answered. */
int behind_end(struct behind *);

#endif
