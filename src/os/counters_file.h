/*
 * counters_file -- the file in which processes count together (base/counters).
 *
 * It is made when it is not there, all of its blocks with it, so that a full
 * disk cannot end a process that counts.  The head is written last, under a
 * lock; one who finds no head makes the rest.
 *
 *	absent -> empty -> full size, zeros -> with its head
 *
 * Whoever counts has the head to read only.  What has a head that is not ours
 * is left alone, whatever it is.  The file may be removed or renamed at any
 * time, and is then made anew by the next process, while others go on with the
 * old one; it must not be cut short while it is in use.
 *
 *	struct counters *table;
 *	int err = counters_file_open("/var/lib/minihttp/counters", &table);
 */
#ifndef OS_COUNTERS_FILE_H
#define OS_COUNTERS_FILE_H

#include "base/counters.h"

/*
 * 0 with the table mapped, for as long as the process lives; or -errno.
 * -EBADMSG is a file that holds something else, -EPROTONOSUPPORT one of
 * another version.
 */
int counters_file_open(const char *path, struct counters **);

/* The same for reading alone; never makes it. */
int counters_file_open_reading(const char *path, const struct counters **);

/* For who reads again and again. */
void counters_file_close(const struct counters *);

/* What these errors mean, for the operator. */
const char *counters_file_error(int err);

#endif
