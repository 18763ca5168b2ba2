/*
 * counters_file -- maps the file in which all processes count together
 * (base/counters).
 *
 * The file is created if it does not exist.  All of its blocks are allocated at
 * once, so that a full disk cannot crash a process that counts.  The head is
 * written last, under a lock; a process that finds no head completes the file.
 *
 *	absent -> empty -> full size, zeros -> with its head
 *
 * Processes that count have the head mapped read-only.  Only a listener, whose
 * children count, maps the list of limited sources in the head for writing.  A
 * file with a foreign head is not changed.  The file may be removed or renamed
 * at any time; the next process that starts creates a new one, while running
 * ones continue with the old one.  It must not be truncated while it is in use.
 *
 *	struct counters *table;
 *	int err = counters_file_open("/var/lib/minihttp/counters", &table);
 */
#ifndef OS_COUNTERS_FILE_H
#define OS_COUNTERS_FILE_H

#include "base/counters.h"

/* The end of the name under which counts of an older version are kept. */
#define COUNTERS_FILE_ASIDE ".v1"

/* The file is new, since there was one of an older version, which is kept. */
#define COUNTERS_FILE_NEWER 1

/*
 * Maps the table for the lifetime of the process.  Returns 0,
 * COUNTERS_FILE_NEWER or -errno: -EBADMSG if the file holds something else,
 * -EPROTONOSUPPORT if it was written by another version, or by an older one and
 * cannot be renamed.
 */
int counters_file_open(const char *path, struct counters **);

/*
 * Maps the table read-only, and never creates the file.  Returns the same
 * errors, and -ESTALE if the file was written by an older version.
 */
int counters_file_open_reading(const char *path, const struct counters **);

/*
 * Maps the list of limited sources for writing, in this process alone: children
 * do not inherit it.  The file must exist.  Returns 0 or -errno.
 */
int counters_file_open_limited(const char *path, struct limited_list **);

/*
 * Writes which certificates there are.  The file must exist.  Returns 0 or
 * -errno.
 */
int counters_file_note_certificates(const char *path,
    const struct counters_certificate certificate[LIMIT_CERTIFICATES]);

/* Unmaps a table, for programs that read repeatedly. */
void counters_file_close(const struct counters *);

/* Returns a sentence about such a result, for the operator. */
const char *counters_file_error(int err);

#endif
