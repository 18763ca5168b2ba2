/*
 * ratetable_file -- maps the file of the rates (base/ratetable), for processes
 * without a listener.
 *
 * The file is created if it does not exist.  If a file of this name is not such
 * a table, it is overwritten with a new table, under a lock.  It is never
 * truncated, since other processes may have it mapped.  The head is written
 * last; a process that finds no head makes the table anew.  All blocks are
 * allocated, so that a full disk cannot crash a process that counts.
 *
 * The page of the head and the key is mapped read-only.  The mapping lasts as
 * long as the process.  The file may be removed at any time, and must not be
 * truncated while it is in use.
 *
 *	struct ratetable *table;
 *	int err = ratetable_file_open("/var/lib/counters.rates", &table);
 */
#ifndef OS_RATETABLE_FILE_H
#define OS_RATETABLE_FILE_H

#include "base/ratetable.h"

/*
 * Maps the table.  Returns 0 or -errno: -EBADMSG if it is not a regular file,
 * -ELOOP if it is a symbolic link.
 */
int ratetable_file_open(const char *path, struct ratetable **);

#endif
