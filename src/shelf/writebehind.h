/*
 * writebehind -- lets a thread write data, in order, while the caller
 * continues.
 *
 * Writing to a file takes as long as reading from the network.  This module
 * overlaps the two: it collects bytes into pieces of LIMIT_CHUNK, and a thread
 * writes the pieces.  The thread is started for the second piece, since most
 * bodies have only one.  If no thread can be started, the caller's own thread
 * writes.
 *
 *	writebehind_init(&b, write_piece, &file);
 *	err = writebehind_put(&b, bytes);		as often as need be
 *	err = writebehind_end(&b);			all is written
 *
 * Between the first writebehind_put and writebehind_end, only the thread may
 * use what `fn` uses.  writebehind_end may also be called for a struct that is
 * all zero.
 */
#ifndef SHELF_WRITEBEHIND_H
#define SHELF_WRITEBEHIND_H

#include "base/limits.h"
#include "base/span.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#define WRITEBEHIND_PIECES 4

struct writebehind {
	int (*fn)(void *arg, struct span); /* 0 or -errno */
	void *arg;
	size_t n;       /* bytes in the current piece */
	unsigned at;    /* index of the current piece */
	unsigned given; /* pieces before it */
	bool has_thread;
	pthread_t thread;
	sem_t ready, room; /* pieces to write, and to fill */
	atomic_int err;    /* from fn, which is then not called again */
	size_t size[WRITEBEHIND_PIECES];
	char piece[WRITEBEHIND_PIECES][LIMIT_CHUNK];
};

/*
 * Prepares the struct.  The thread will call fn(arg, piece) for each piece, in
 * order.
 */
void writebehind_init(
    struct writebehind *, int (*fn)(void *arg, struct span), void *arg);

/* Returns 0, or the error that fn returned for an earlier piece. */
int writebehind_put(struct writebehind *, struct span);

/*
 * Writes the remaining pieces and ends the thread.  Returns 0 or the error of
 * fn.
 */
int writebehind_end(struct writebehind *);

#endif
