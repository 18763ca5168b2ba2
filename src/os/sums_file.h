/*
 * sums_file -- maps the table of sums (base/sums), as a file or as memory that
 * is shared with the children.
 *
 * The file is created if it does not exist.  All of its blocks are allocated,
 * so that a full disk cannot crash a process that keeps a sum.  It has no head,
 * since any bytes are a table that is safe to read.  It may be removed at any
 * time, and must not be truncated while it is in use.
 *
 *	struct sums *table;
 *	int err = sums_file_open("/var/lib/counters.sums", &table);
 */
#ifndef OS_SUMS_FILE_H
#define OS_SUMS_FILE_H

#include "base/sums.h"

/*
 * Maps the table for the lifetime of the process.  Returns 0 or -errno:
 * -EBADMSG if the file is of another kind or size, -ELOOP if it is a symbolic
 * link.
 */
int sums_file_open(const char *path, struct sums **);

/* Returns an empty table in memory, or NULL. */
struct sums *sums_file_memory(void);

#endif
