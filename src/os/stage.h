/*
 * stage -- writes files atomically: complete or not at all.
 *
 * An upload is staged in its target directory as a file without a name
 * (O_TMPFILE), and gets its name when all of it is on the disk.  The table
 * shows the states of a write, and what remains if the process is killed, or
 * the power fails, in each of them:
 *
 *	   state       by		killed here, there is
 *	0  begun       openat		the old file; nothing of the new
 *	1  received    write ...	the same
 *	2  dated       fchmod, utimensat	the same
 *	3  synced      fsync		the same
 *	4  locked      flock		the same; the lock dies with us
 *	5a linked      linkat STAGED	the old file, and STAGED: litter
 *	5b replaced    renameat		the new file
 *	6  on disk     fsync directory	the new file, after a power cut too
 *
 * A name that is free goes from 4 to 5b by linkat alone, which leaves no
 * litter.  STAGED is created and renamed under the lock of its directory.  If
 * it exists while another process has the lock, it is therefore litter: the
 * next write to the directory removes it, whichever process left it, and never
 * removes one that is in use.
 *
 * A file is staged as STAGED-0 to STAGED-255 if the file system has no
 * O_TMPFILE, if /proc is not available to link it from, or if other processes
 * have to count it (UploadQuota).  It is then locked itself as long as its
 * process lives:
 *
 *	0  begun       openat STAGED-n	the old file, and STAGED-n: litter
 *	1 - 4  as above			the same
 *	5b replaced    renameat		the new file
 *
 * The next write to the directory removes every STAGED-n that is not locked.
 * If a process that does not lock has removed ours, it is copied to a new one
 * before it gets its name, because the old name may belong to another upload by
 * then.
 *
 * Some file systems have no hard links (FAT, exFAT, some of FUSE and of the
 * network).  A file without a name is then copied to a STAGED-n under the lock.
 * A free name is given by renameat2 with RENAME_NOREPLACE, or if that is not
 * available:
 *
 *	5a held        openat O_EXCL	an empty file by that name, without
 *					permissions, and STAGED-n: litter
 *	5b replaced    renameat		the new file
 *
 * The empty file stays if the process is killed there; the next PUT replaces
 * it.
 *
 * An upload that can be resumed outlives its process: os/stage_part continues
 * the table.
 *
 * Modes and times that a file system cannot set are left as they are.  Without
 * locks nothing is written (-ENOLCK), since two writers could then both pass
 * their If-Match.  With STAGE_SYNC nothing is written if a file cannot be
 * synced (-EOPNOTSUPP).  A directory that cannot be synced does not need it.
 *
 *	struct stage s;
 *
 *	dir = stage_open(root, &want, &facts);
 *	err = stage_begin(&s, dir, STAGE_SYNC, false);
 *	while (err == 0 && more)
 *		err = stage_write(&s, bytes, n);
 *	if (err == 0)
 *		err = stage_finish(&s, 0644);
 *	if (err == 0 && (err = stage_lock(dir)) == 0) {
 *		stage_look(dir, name, &facts);	is it still what it was?
 *		err = stage_replace(&s, name, &facts);
 *		stage_unlock(dir);
 *	}
 *	if (err == 0)
 *		err = stage_sync(dir, STAGE_SYNC);
 *	stage_end(&s);
 *
 * Every function returns 0 or -errno unless its comment says otherwise. dir is
 * a directory open for reading, as stage_open returns it; names are strings
 * without a slash.
 */
#ifndef OS_STAGE_H
#define OS_STAGE_H

#include "base/file.h"

/* The room for the name of a staged file, with its NUL. */
#define STAGE_NAME 64

enum stage_sync { STAGE_SYNC, STAGE_NO_SYNC };

struct stage {
	int dir; /* the caller's */
	int fd;
	enum stage_sync sync;
	uint64_t n, sent;      /* bytes written; and passed on to the disk */
	bool part;             /* it outlives the process: os/stage_part */
	char name[STAGE_NAME]; /* "" for none */
};

struct docroot;

/*
 * Opens the directory want->parent, and describes the file want->name in it, as
 * stage_look would; if that name is "", it describes the directory itself.
 * Returns a descriptor, which the caller closes.  Returns -1 if that fails; the
 * kind in the facts is the reason.
 */
int stage_open(struct docroot *, const struct file_want *, struct file_facts *);

/*
 * Creates an empty file.  named: the file gets a name at once, so that other
 * processes can count it (os/usage).  Returns -EBUSY if too many files are
 * being staged in this directory.
 */
int stage_begin(struct stage *, int dir, enum stage_sync, bool named);

/* Returns true for the names of files that are being staged. */
bool stage_is_staged(const char *name);

/* Returns true if the process that staged the file has died. */
bool stage_is_litter(int dir, const char *name);

/* Appends n bytes to the staged file. */
int stage_write(struct stage *, const void *, size_t n);

/*
 * Completes the staged file.  The modification time is set to now, to the
 * nanosecond: with the inode it is a strong validator at once, whereas the
 * clock of the file system would stand still for milliseconds.
 */
int stage_finish(struct stage *, unsigned mode);

/*
 * Locks the directory: no other process changes names in it until stage_unlock.
 * Returns -EBUSY after LIMIT_LOCK_WAIT_MS.
 */
int stage_lock(int dir);
void stage_unlock(int dir);

/*
 * Returns true if both descriptors are of one directory.  Locking both would
 * make the process wait for itself.
 */
bool stage_same(int dir, int other);

/* Describes the file of this name; a symbolic link is FILE_SYMLINK. */
void stage_look(int dir, const char *name, struct file_facts *);

/*
 * Gives the staged file its name, in place of the file that stage_look
 * described; the directory is locked.  The file is always newer than the one
 * that it replaces.  Returns -EEXIST if the name was free and a process that
 * does not lock has taken it since.
 */
int stage_replace(
    struct stage *, const char *name, const struct file_facts *before);

/*
 * Gives the staged file a free name, in the same way.  Returns -EEXIST if the
 * name is taken.
 */
int stage_add(struct stage *, const char *name);

/* Removes a file or an empty directory; -ENOTEMPTY if it is not empty. */
int stage_remove(int dir, const char *name, const struct file_facts *);

/*
 * Syncs the directory, if it can be synced, so that its names survive a power
 * failure.
 */
int stage_sync(int dir, enum stage_sync);

/* Ends staging.  A file that has not got its name is removed. */
void stage_end(struct stage *);

#endif
