/*
 * shelf -- reads and changes the stored responses of one URI.
 *
 * It joins cache/entry with shelf/store.  Reading takes no lock.  A writer
 * holds the flight of the key, or writes only data that may be lost.
 *
 *	shelf_load(&shelf, &store, uri, owner);
 *	i = policy_choose(shelf.entry, shelf.n, &request);
 */
#ifndef SHELF_SHELF_H
#define SHELF_SHELF_H

#include "cache/entry.h"
#include "shelf/store.h"

struct shelf {
	const struct store *store;
	struct store_key key;
	struct span uri;
	size_t n; /* entries of the owner */
	struct entry entry[LIMIT_VARIANTS];
	unsigned slot[LIMIT_VARIANTS]; /* slot of each entry */
	/* For each slot: when it was stored, or -1 if it is free. */
	int64_t slot_time[LIMIT_VARIANTS];
	uint64_t slot_blob[LIMIT_VARIANTS]; /* or 0 */
	int64_t slot_bytes[LIMIT_VARIANTS]; /* entry and blob */
	int64_t grown; /* bytes added since it was loaded */
	char room[LIMIT_VARIANTS][LIMIT_ENTRY + 1];
};

/*
 * Loads the responses that this owner (cache/vary) has stored for the URI.  The
 * bytes of uri must outlive the shelf.
 */
void shelf_load(struct shelf *, const struct store *, struct span uri,
    const unsigned char owner[SHA2_256_BYTES]);

/*
 * Stores e in place of entry `old`, or as a new one with old == shelf->n, and
 * removes the entries that e supersedes.  Returns 0 or -errno.  The entries are
 * not read again.
 */
int shelf_put(struct shelf *, const struct entry *e, size_t old);

/* Removes entry i, which is damaged. */
void shelf_drop(struct shelf *, size_t i);

/* Marks entry i as used now. */
void shelf_touch(const struct shelf *, size_t i);

/*
 * Removes all responses of a URI, of every owner (9111 4.4).  Returns 0, or
 * -errno if one of them could not be removed.
 */
int shelf_invalidate(const struct store *, struct span uri);

/*
 * Reads n bytes of the body that e holds, beginning at byte `from`, and passes
 * them to fn, verified piece by piece.  *done counts the bytes that fn
 * accepted.  SHELF_STOPPED means that fn returned false.
 */
enum shelf_read { SHELF_READ, SHELF_STOPPED, SHELF_DAMAGED };
enum shelf_read shelf_read(const struct store *, const struct store_key *,
    const struct entry *e, uint64_t from, uint64_t n, uint64_t *done,
    bool (*fn)(void *arg, struct span), void *arg);

/* shelf_read of a blob that is open; it holds `held` bytes. */
struct shelf_blob {
	int fd;
	uint64_t id, at, held;
};
enum shelf_read shelf_read_blob(const struct shelf_blob *, uint64_t from,
    uint64_t n, uint64_t *done, bool (*fn)(void *arg, struct span), void *arg);

#endif
