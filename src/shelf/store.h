/*
 * store -- keeps the files of the cache: small files by key, each complete or
 * absent.
 *
 * It does not know HTTP: a key is a string of bytes, and so is an entry.  Below
 * the root:
 *
 *	CACHEDIR.TAG		backups skip it (bford.info/cachedir)
 *	usage			bytes added, 8 a time: an estimate
 *	sweep			locked by the one process that evicts
 *	ab/cdef....0 to .7	entries of a key, named by its SHA-256
 *	ab/cdef....8		where the upload of a file goes on
 *				(client/resumption_run)
 *	ab/cdef....lock		the fetching process, and the body so far
 *				(shelf/flight)
 *	ab/cdef....ID.blob	a body that is too large for an entry
 *				(shelf/blob)
 *	ab/tmp.ID		a file being written, without O_TMPFILE
 *
 * Reading takes no lock, since entries appear, change and disappear by linkat,
 * rename and unlink.  Nothing is synced: an entry that a crash of the machine
 * has damaged fails its checksum and counts as missing.  Files that belong to
 * another user, or that others could have written, are ignored, and no link
 * below the root is followed.
 *
 *	struct store s;
 *	struct store_key key;
 *
 *	store_init(&s, "/home/u/.cache/minihttp/v1");
 *	store_key_of(uri, &key);
 *	n = store_read(&s, &key, 0, buf, sizeof buf);
 */
#ifndef SHELF_STORE_H
#define SHELF_STORE_H

#include "base/limits.h"
#include "base/text.h"

#include <sys/types.h>

#define STORE_PATH 4096

struct store {
	char root[STORE_PATH];
};

/* "ab/" and 38 digits: 160 bits of SHA-256. */
#define STORE_KEY 41

struct store_key {
	char name[STORE_KEY + 1];
};

/* The slot of a note, behind those of entries. */
#define STORE_NOTE LIMIT_VARIANTS

/* Returns false if the path is too long.  Touches no file. */
bool store_init(struct store *, const char *root);

/* Makes the key of these bytes, such as a URI. */
void store_key_of(struct span bytes, struct store_key *);

/*
 * Creates the root, with mode 0700, and the directories above it.  Returns 0 or
 * -errno; -EPERM if the root belongs to another user.
 */
int store_make(const struct store *);

/*
 * Returns 0 if only this user and root can replace the root or its parent: both
 * directories belong to this user or root, others cannot write to the parent
 * unless it is sticky, and no symbolic link on the path belongs to another
 * user.  Otherwise returns -EPERM.  Directories that do not exist yet are
 * accepted.
 */
int store_check_owner(const struct store *);

/*
 * Reads the entry in a slot of the key.  Returns the number of bytes read, or
 * -errno: -ENOENT, or -EFBIG if the entry exceeds the room.
 */
ssize_t store_read(const struct store *, const struct store_key *,
    unsigned slot, char *buf, size_t room);

/* Writes an entry, replacing the previous one.  Returns 0 or -errno. */
int store_write(
    const struct store *, const struct store_key *, unsigned slot, struct span);

/* Removes an entry.  Returns 0 or -errno. */
int store_remove(const struct store *, const struct store_key *, unsigned slot);

/*
 * Marks an entry as used now.  Eviction removes the least recently used first.
 */
void store_touch(const struct store *, const struct store_key *, unsigned slot);

/*
 * Opens the file of this key and suffix for shelf/flight and shelf/blob.
 * Returns a descriptor, which the caller closes, or -errno.  store_unlink
 * removes the file, and returns 0 or -errno.
 */
int store_open(const struct store *, const struct store_key *,
    const char *suffix, int flags);
int store_unlink(
    const struct store *, const struct store_key *, const char *suffix);

/* Gives the file a second name.  Returns 0 or -errno. */
int store_link(const struct store *, const struct store_key *, const char *from,
    const char *to);

/* ".0123456789abcdef.blob" */
#define STORE_BLOB_SUFFIX 24
void store_blob_suffix(uint64_t id, char suffix[STORE_BLOB_SUFFIX]);

/* Returns a random number of 64 bits, for the id of a blob. */
uint64_t store_random(void);

/*
 * Counts bytes that were added or, if negative, removed.  Returns the estimate
 * of the total, or -1 if it is not known.
 */
int64_t store_account(const struct store *, int64_t bytes);

/* Sets the estimate after the files have been counted. */
void store_set_usage(const struct store *, int64_t bytes);

/*
 * Takes the lock of the process that evicts.  Returns a descriptor to close, or
 * -errno (-EWOULDBLOCK).
 */
int store_lock_sweep(const struct store *);

/*
 * store_walk calls fn for every file in the directories ab/ of the root, until
 * fn returns false.  Returns 0, or -errno if the root cannot be opened.
 */
struct store_item {
	struct store_key key; /* "" for a temporary file */
	const char *suffix;   /* what follows the key: ".0", ".lock" */
	const char *path;     /* relative to the root */
	uint64_t size;        /* on disk */
	int64_t mtime;        /* seconds since 1970 */
};
int store_walk(const struct store *,
    bool (*fn)(void *arg, const struct store_item *), void *arg);

/* Removes a file, by its path relative to the root.  Returns 0 or -errno. */
int store_remove_path(const struct store *, const char *path);

#endif
