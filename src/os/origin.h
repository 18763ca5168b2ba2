/*
 * origin -- whether a path still leads to what was opened by it.
 *
 * A listener opens its directory once.  When the site is switched to another
 * (mv -T new current), the descriptor leads to the old one; a call that the
 * sandbox leaves to the listener alone tells.  It cannot open the new one, for
 * Landlock has the old one; so it leaves, and its launcher starts it anew.
 *
 *	origin_note(&o, path, fd);	before the sandbox is entered
 *	if (origin_moved(&o, &sandbox))
 *		another is there, of the same kind
 *
 * The descriptor is held all the time: no other file gets its inode.
 */
#ifndef OS_ORIGIN_H
#define OS_ORIGIN_H

#include "os/sandbox.h"

struct origin {
	const char *path; /* the caller's */
	uint64_t device, inode;
	unsigned kind; /* S_IFDIR or S_IFREG */
};

/* fd -1: it could not be opened, and anything of the kind is another. */
void origin_note(struct origin *, const char *path, int fd, unsigned kind);

/*
 * One system call.  False where nothing is at the path, or no directory (no
 * file) in its place: what was opened is the better then.
 */
bool origin_moved(const struct origin *, const struct sandbox *);

#endif
