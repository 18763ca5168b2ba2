/*
 * stage -- files that are written whole or not at all.
 *
 * What arrives is staged in the directory that it is to be in, under no
 * name (O_TMPFILE), and gets its name when all of it is on the disk.  These
 * are the states that a write passes through, and what is there when the
 * process is killed, or the power fails, in each:
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
 * A name that is not taken goes from 4 to 5b by linkat alone and leaves no
 * litter.  STAGED is made and renamed under the lock of its directory, so
 * one that is there when somebody else has the lock is litter: the next
 * write to the directory removes it, whoever left it, and never one in use.
 *
 * Where the file system has no O_TMPFILE, or /proc is not there to link it
 * from, or where others are to count it (UploadQuota), a file is staged as
 * STAGED-0 to STAGED-255 and is locked itself as long as its process lives:
 *
 *	0  begun       openat STAGED-n	the old file, and STAGED-n: litter
 *	1 - 4  as above			the same
 *	5b replaced    renameat		the new file
 *
 * The next write to the directory removes every STAGED-n that nobody holds.
 * If somebody who does not lock has removed ours, it is copied to a new one
 * before it gets its name: the old name may be another upload's by then.
 *
 * A file system may have no hard links (FAT, exFAT, some of FUSE and of the
 * network).  A file without a name is then copied to a STAGED-n under the lock,
 * and a name that is not taken is given by renameat2 with RENAME_NOREPLACE, or
 * where that is not there either:
 *
 *	5a held        openat O_EXCL	an empty file by that name, without
 *					permissions, and STAGED-n: litter
 *	5b replaced    renameat		the new file
 *
 * That empty file stays if we are killed there; the next PUT replaces it.
 *
 * Modes and times that a file system cannot set are left as they are.  Without
 * locks nothing is written (-ENOLCK), as two writers could then both believe
 * their If-Match; nor with STAGE_SYNC where a file cannot be synced
 * (-EOPNOTSUPP).  A directory that cannot be synced needs none.
 *
 *	struct stage s;
 *
 *	dir = stage_open(root, &want, &facts);
 *	err = stage_begin(&s, dir, STAGE_SYNC);
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
 *		err = stage_sync(dir);
 *	stage_end(&s);
 *
 * Every function answers 0 or -errno unless it says otherwise.  dir is a
 * directory open for reading, as stage_open gives it; names are
 * strings without a slash.
 */
#ifndef OS_STAGE_H
#define OS_STAGE_H

#include "base/file.h"

enum stage_sync { STAGE_SYNC, STAGE_NO_SYNC };

struct stage {
	int dir; /* the caller's */
	int fd;
	enum stage_sync sync;
	uint64_t n, sent; /* bytes written, and of these on their way to disk */
	char name[32];    /* "" for none */
};

struct docroot;

/*
 * The directory want->parent, and what is in it by the name of want->name,
 * as stage_look sees it; facts are of the directory itself if that is "".
 * A descriptor, which the caller closes, or -1, and facts say why.
 */
int stage_open(struct docroot *, const struct file_want *, struct file_facts *);

/*
 * An empty file.  named: under a name, so that others can count it (os/usage).
 * -EBUSY if too many are being staged in this directory.
 */
int stage_begin(struct stage *, int dir, enum stage_sync, bool named);

/* It is a name of ours, for what is not whole. */
bool stage_is_staged(const char *name);

/* The process that staged it has died. */
bool stage_is_litter(int dir, const char *name);

int stage_write(struct stage *, const void *, size_t n);

/*
 * All has been written.  The time of modification is set to now, to the
 * nanosecond: with the inode it makes a strong validator at once, where the
 * file system's own clock would stand still for milliseconds.
 */
int stage_finish(struct stage *, unsigned mode);

/*
 * Nobody else changes names in the directory until stage_unlock.  -EBUSY
 * after LIMIT_LOCK_WAIT_MS.
 */
int stage_lock(int dir);
void stage_unlock(int dir);

/* Two descriptors of one directory: to lock both would be to wait for us. */
bool stage_same(int dir, int other);

/* What is there by this name; a symbolic link is FILE_SYMLINK. */
void stage_look(int dir, const char *name, struct file_facts *);

/* What the staged file itself is. */
int stage_describe(const struct stage *, struct file_facts *);

/*
 * Gives the file its name in place of what stage_look saw there, with the
 * directory locked.  It is always newer than what it replaces.  -EEXIST if
 * the name was free, and somebody who does not lock has taken it since.
 */
int stage_replace(
    struct stage *, const char *name, const struct file_facts *before);

/* Gives it a name that is free, in the same way: -EEXIST if it is not. */
int stage_add(struct stage *, const char *name);

/* Removes a file, or an empty directory: -ENOTEMPTY if it is not. */
int stage_remove(int dir, const char *name, const struct file_facts *);

/* The names in the directory outlast a power cut, if it can be synced. */
int stage_sync(int dir, enum stage_sync);

/* What has no name of its own by now is gone. */
void stage_end(struct stage *);

#endif
