/*
 * reuse -- hands the connections of a service to handshake processes that serve
 * several of them, one after the other.
 *
 *	service					handshake process
 *	   | -- connection, half of a pair, -----> |
 *	   |    channel to the key process         |
 *	   | <---------- a byte: done ------------ |
 *	   | -- the next ones, or the end -------> |
 *
 * The service decides who gets a connection, and how many a process gets.  Each
 * connection has a channel of its own to the key process, which signs once for
 * each channel.  So a process has at most one signature for each connection
 * that it was given.
 *
 *	epoll = reuse_open()
 *	control = reuse_hire(epoll, i, &theirs)		then fork
 *	err = reuse_hand(control, &connection)
 *	n = reuse_hear(epoll, places)
 *	reuse_is_done(control)
 *	reuse_dismiss(epoll, control)
 *
 * and in the process
 *
 *	while (reuse_take(&connection)) {
 *		serve it
 *		close what came with it, and erase what is left of it
 *		reuse_done()
 *	}
 */
#ifndef TLS_REUSE_H
#define TLS_REUSE_H

#include "tls/connection.h"

/* The most processes that reuse_hear names at once. */
#define REUSE_HEARD 64

/* Returns what watches the channels of all processes, or -errno. */
int reuse_open(void);

/*
 * Makes the channel of process i.  Returns the end of the service, and sets
 * *theirs to the one that the process needs; or returns -errno.
 */
int reuse_hire(int epoll, uint32_t i, int *theirs);

/*
 * Hands over fd, handler, key, kernel and both addresses of a connection, whose
 * descriptors the caller closes.  Returns 0 or -errno.
 */
int reuse_hand(int control, const struct connection *);

/* Fills in the processes that have a word.  Returns their number. */
size_t reuse_hear(int epoll, uint32_t who[REUSE_HEARD]);

/* Returns true if the process is done; false if it has ended. */
bool reuse_is_done(int control);

/* Closes the channel.  The process ends after its connection. */
void reuse_dismiss(int epoll, int control);

/* --- called in the process --- */

/* The process has its end of the channel here: cage.def knows it. */
#define REUSE_CONTROL 3

/* The descriptors of a connection have these numbers in the process. */
#define REUSE_CLIENT 0
#define REUSE_HANDLER 1
#define REUSE_KEY 4

/*
 * Waits for the next connection.  Those three descriptors are closed before.
 * Returns false if there will be none.
 */
bool reuse_take(struct connection *);

/* Closes the three descriptors. */
void reuse_close(void);

/* Reports that the connection is over.  Returns true if that arrived. */
bool reuse_done(void);

#endif
