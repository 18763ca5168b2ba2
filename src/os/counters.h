/*
 * counters -- the file in which processes count together (base/tally).
 *
 * It is made when it is not there, all of its blocks with it, so that a full
 * disk cannot end a process that counts.  The head is written last, under a
 * lock; one who finds no head makes the rest.
 *
 *	absent -> empty -> full size, zeros -> with its head
 *
 * Whoever counts has the head to read only.  What has a head that is not ours
 *is left alone, whatever it is.  The file may be removed or renamed at any
 *time, and is then made anew by the next process, while others go on with the
 *old one; it must not be cut short while it is in use.
 *
 *	struct tally *table;
 *	int err = counters_open("/var/lib/minihttp/counters", &table);
 */
#ifndef OS_COUNTERS_H
#define OS_COUNTERS_H

#include "base/tally.h"

/*
 * 0 with the table mapped, for as long as the process lives; or -errno.
 * -EBADMSG is a file that holds something else, -EPROTONOSUPPORT one of
 * another version.
 */
int counters_open(const char *path, struct tally **);

/* The same for reading alone; never makes it. */
int counters_open_reading(const char *path, const struct tally **);

/* For who reads again and again. */
void counters_close(const struct tally *);

/* What these errors mean, for the operator. */
const char *counters_error(int err);

#endif
