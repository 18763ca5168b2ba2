/*
 * log -- writes lines to stderr or to a file, each with a single write.
 *
 * Nothing is logged where the peer would read it: under an inetd, descriptor 2
 * is the connection, so a log to stderr is switched off.  If stderr is the
 * stream of the journal, each line starts with its priority, "<3>" or "<6>"
 * (sd-daemon(3)).
 */
#ifndef OS_LOG_H
#define OS_LOG_H

#include "base/span.h"

#include <stdatomic.h>

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_INFO = 6 };

struct log {
	int fd;                 /* -1: off */
	bool waits;             /* a pipe or socket, which may be full */
	bool journal;           /* lines begin with a priority */
	_Atomic uint64_t *lost; /* counts dropped lines; or NULL */
	bool file;              /* a regular file, which grows */
	bool pipe;              /* a pipe or a FIFO */
	const char *name;       /* the program, for errors on stderr; or NULL */
};

#define LOG_OFF ((struct log){ .fd = -1 })

/*
 * Logs to stderr, unless that is the same socket as fd `connection`.  name is
 * that of the program, which begins each error line; it must outlive the log.
 * In the journal, which knows the program, it is left out.
 */
void log_stderr(struct log *, const char *name, int connection);

/*
 * Logs to stderr as minihttpd's pipe to its journal process.  The pipe does not
 * block: a line that does not fit is dropped and counted.
 */
void log_pipe(struct log *, _Atomic uint64_t *lost);

/*
 * Appends to a file, which is created if necessary.  Returns 0, or -errno and
 * switches the log off.
 */
int log_open(struct log *, const char *path);

/*
 * Writes a line that ends in a newline and is at most PIPE_BUF long.  If it
 * cannot be written within LIMIT_LOG_WAIT_MS, it is dropped: a log that is
 * stuck must not hold up connections.
 */
void log_write(const struct log *, enum log_level, struct span line);

/* Writes "name: " and the line, in the same way. */
void log_named(const struct log *, enum log_level, struct span line);

/*
 * Writes "name: what: reason" as an error. `what` is shortened if necessary; if
 * it is empty, it is left out with its colon.
 */
void log_complain(const struct log *, struct span what, const char *reason);

/* Writes "name: directive path: reason" as an error. */
void log_complain_of(const struct log *, const char *directive,
    struct span path, const char *reason);

/* Returns the size of the log file, or 0 if the log is not a file. */
uint64_t log_size(const struct log *);

#endif
