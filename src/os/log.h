/*
 * log -- lines to stderr or to a file: one write a line.
 *
 * Nothing is logged where the peer would read it: under an inetd descriptor
 * 2 is the connection, and a log to stderr is then off.  When stderr is the
 * journal's stream each line starts with its priority, "<3>" or "<6>"
 * (sd-daemon(3)).
 */
#ifndef OS_LOG_H
#define OS_LOG_H

#include "base/span.h"

#include <stdatomic.h>

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_INFO = 6 };

struct log {
	int fd;                 /* -1: off */
	bool waits;             /* a pipe or socket, that may be full */
	bool journal;           /* lines want a priority */
	_Atomic uint64_t *lost; /* counts lines that found no room; or NULL */
	bool file;              /* a regular file, that grows */
	const char *name;       /* the program, for errors on stderr; or NULL */
};

#define LOG_OFF ((struct log){ .fd = -1 })

/*
 * stderr, if it is not the same socket as fd `connection`.  name: the program,
 * which begins each error; the journal knows it, and its lines have none.
 */
void log_stderr(struct log *, const char *name, int connection);

/*
 * stderr is minihttpd's pipe to its journal process, which does not block:
 * never wait, and count what is lost.
 */
void log_pipe(struct log *, _Atomic uint64_t *lost);

/* A file, appended to and made if need be.  0 or -errno; log is off then. */
int log_open(struct log *, const char *path);

/*
 * The line ends in a newline and is at most PIPE_BUF.  One that cannot be
 * written, or only after LIMIT_LOG_WAIT_MS, is lost: a log that is stuck
 * must not hold the connections.
 */
void log_write(const struct log *, enum log_level, struct span line);

/* The same, behind "name: ". */
void log_named(const struct log *, enum log_level, struct span line);

/*
 * "name: what: reason" as an error; what is cut if need be, and left out with
 * its colon if it is empty.
 */
void log_complain(const struct log *, struct span what, const char *reason);

/* "name: directive path: reason" as an error. */
void log_complain_of(const struct log *, const char *directive,
    struct span path, const char *reason);

/* The size of the file that it goes to; 0 if that is none. */
uint64_t log_size(const struct log *);

#endif
