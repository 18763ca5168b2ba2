/*
 * store -- the cache's shelf: small files by key, whole or not there.
 *
 * It knows no HTTP: a key is any bytes, an entry any bytes.  Below the root:
 *
 *	CACHEDIR.TAG		backups skip it (bford.info/cachedir)
 *	usage			bytes added, 8 a time: an estimate
 *	sweep			locked by the one process that evicts
 *	ab/cdef....0 to .7	entries of a key, named by its SHA-256
 *	ab/cdef....lock		os/flight: who fetches it, and what came so far
 *	ab/cdef....ID.blob	os/blob: a body that is too large for an entry
 *	ab/tmp.ID		being written, where O_TMPFILE is not to be had
 *
 * Reading takes no lock: an entry appears, changes and goes by linkat,
 * rename and unlink.  Nothing is synced: what a crash of the machine damages
 * is found by its checksum and is a miss.  Files that are not ours, or that
 * others could have written, are not there, and no link below the root is
 * followed.
 *
 *	struct store s;
 *	struct store_key key;
 *
 *	store_init(&s, "/home/u/.cache/minihttp/v1");
 *	store_key_of(uri, &key);
 *	n = store_read(&s, &key, 0, buf, sizeof buf);
 */
#ifndef OS_STORE_H
#define OS_STORE_H

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

/* False if the path is too long.  Touches nothing. */
bool store_init(struct store *, const char *root);

void store_key_of(struct span bytes, struct store_key *);

/*
 * Makes the root, 0700, and what is above it.  0 or -errno; -EPERM if it
 * belongs to somebody else.
 */
int store_make(const struct store *);

/*
 * 0 if nobody but us and root can exchange the root or its parent for something
 * else: both are directories of ours or root's, others cannot write to the
 * parent unless it is sticky, and no symbolic link on the way is a stranger's.
 * -EPERM otherwise.  What is not there yet is in order.
 */
int store_check_owner(const struct store *);

/* How many bytes were read, or -errno: -ENOENT, -EFBIG over room. */
ssize_t store_read(const struct store *, const struct store_key *,
    unsigned slot, char *buf, size_t room);

/* Puts an entry in place of what was there.  0 or -errno. */
int store_write(
    const struct store *, const struct store_key *, unsigned slot, struct span);

int store_remove(const struct store *, const struct store_key *, unsigned slot);

/* It was used now: eviction takes what was used long ago first. */
void store_touch(const struct store *, const struct store_key *, unsigned slot);

/* A file of this key for os/flight and os/blob; fd or -errno. */
int store_open(const struct store *, const struct store_key *,
    const char *suffix, int flags);
int store_unlink(
    const struct store *, const struct store_key *, const char *suffix);

/* The file by a second name.  0 or -errno. */
int store_link(const struct store *, const struct store_key *, const char *from,
    const char *to);

/* ".0123456789abcdef.blob" */
#define STORE_BLOB_SUFFIX 24
void store_blob_suffix(uint64_t id, char suffix[STORE_BLOB_SUFFIX]);

/* A number that nobody else has. */
uint64_t store_random(void);

/*
 * Counts bytes that were added, or taken away.  Returns the estimate of all,
 * or -1 if it is not known.
 */
int64_t store_account(const struct store *, int64_t bytes);

/* Sets the estimate, after counting. */
void store_set_usage(const struct store *, int64_t bytes);

/* The lock of the one that evicts: an fd to close, or -errno (-EWOULDBLOCK) */
int store_lock_sweep(const struct store *);

/*
 * Calls for every file below the root's shards, until fn says stop.  0 or
 * -errno of opening the root.
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

/* Removes a file by its path relative to the root. */
int store_remove_path(const struct store *, const char *path);

#endif
