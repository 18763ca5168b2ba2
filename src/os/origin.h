/*
 * origin -- tells whether a path still leads to the file that was opened by it.
 *
 * A listener opens its directory once.  When the site is switched to another
 * directory (mv -T new current), the descriptor still leads to the old one.
 * The listener notices this with a system call that the sandbox reserves for
 * it.  It cannot open the new directory, since Landlock knows only the old one;
 * so it exits, and its launcher starts it again.
 *
 *	origin_note(&o, path, fd, S_IFDIR);	before the sandbox
 *	if (origin_moved(&o, &sandbox))
 *		another is there, of the same kind
 *
 * The descriptor stays open all the time, so no other file gets its inode.
 */
#ifndef OS_ORIGIN_H
#define OS_ORIGIN_H

#include "os/sandbox.h"

struct origin {
	const char *path; /* the caller's */
	uint64_t device, inode;
	unsigned kind; /* S_IFDIR or S_IFREG */
};

/*
 * Notes which file fd is.  fd is -1 if the path could not be opened; then any
 * file of this kind at the path counts as moved.
 */
void origin_note(struct origin *, const char *path, int fd, unsigned kind);

/*
 * Returns true if the path leads to another file of the noted kind.  Returns
 * false if nothing is at the path, or something of another kind: keeping what
 * was opened is better then.  Makes one system call.
 */
bool origin_moved(const struct origin *, const struct sandbox *);

#endif
