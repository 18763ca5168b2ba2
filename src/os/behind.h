/*
 * behind -- lets a thread write data, in order, while the caller continues.
 *
 * Writing to a file takes as long as reading from the network.  This module
 * overlaps the two: it collects bytes into pieces of LIMIT_CHUNK, and a thread
 * writes the pieces.  The thread is started for the second piece, since most
 * bodies have only one.  If no thread can be started, the caller's own thread
 * writes.
 *
 *	behind_init(&b, write_piece, &file);
 *	err = behind_put(&b, bytes);		as often as need be
 *	err = behind_end(&b);			all is written
 *
 * Between the first behind_put and behind_end, only the thread may use what
 * `fn` uses.  A struct that is all zero needs no behind_end, but behind_end may
 * be called.
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
	size_t n;       /* bytes in the current piece */
	unsigned at;    /* index of the current piece */
	unsigned given; /* pieces before it */
	bool has_thread;
	pthread_t thread;
	sem_t ready, room; /* pieces to write, and to fill */
	atomic_int err;    /* from fn, which is then not called again */
	size_t size[BEHIND_PIECES];
	char piece[BEHIND_PIECES][LIMIT_CHUNK];
};

void behind_init(struct behind *, int (*fn)(void *arg, struct span), void *arg);

/* Returns 0, or the error that fn returned for an earlier piece. */
int behind_put(struct behind *, struct span);

/*
 * Writes the remaining pieces and ends the thread.  Returns 0 or the error of
 * fn.
 */
int behind_end(struct behind *);

#endif
