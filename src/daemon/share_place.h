/*
 * share_place -- a directory for the files of `minihttpd --share`.
 *
 * They are the hash of a password, and a certificate with its key.
 *
 * Only the caller may read it.  A process that is killed cannot remove it, so
 * the next one does: a directory is in use as long as a process has the lock
 * of a file in it.
 *
 *	if (share_place_make(&place))
 *		write PLACE/upload
 *	share_place_remove(&place);
 */
#ifndef DAEMON_SHARE_PLACE_H
#define DAEMON_SHARE_PLACE_H

#include <stdbool.h>

/* The files that a place may have. */
#define SHARE_PLACE_HASH "upload"
#define SHARE_PLACE_CHAIN "fullchain.pem"
#define SHARE_PLACE_KEY "privkey.pem"

struct share_place {
	char path[96]; /* "" if there is none */
	int lock;
};

/*
 * Removes what processes that were killed have left, and makes a new directory
 * beneath XDG_RUNTIME_DIR or /tmp.  Returns false if that fails; errno says
 * why.
 */
bool share_place_make(struct share_place *);

/* Removes the directory with its files, if there is one. */
void share_place_remove(struct share_place *);

#endif
