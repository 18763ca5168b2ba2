/*
 * shelf -- the stored responses of one URI, and changes to them.
 *
 * Where cache/entry meets os/store.  Reading takes no lock; whoever writes
 * holds the key's flight, or writes what can be lost.
 *
 *	shelf_load(&shelf, &store, uri, owner);
 *	i = policy_choose(shelf.entry, shelf.n, &request);
 */
#ifndef CLIENT_SHELF_H
#define CLIENT_SHELF_H

#include "cache/entry.h"
#include "os/store.h"

struct shelf {
	const struct store *store;
	struct store_key key;
	struct span uri;
	size_t n; /* entries of ours: the owner's */
	struct entry entry[LIMIT_VARIANTS];
	unsigned slot[LIMIT_VARIANTS]; /* where each lies */
	/* Of all slots: when it was stored, or -1 if it is free. */
	int64_t slot_time[LIMIT_VARIANTS];
	uint64_t slot_blob[LIMIT_VARIANTS]; /* or 0 */
	int64_t slot_bytes[LIMIT_VARIANTS]; /* entry and blob */
	int64_t grown; /* bytes by which it changed since it was loaded */
	char room[LIMIT_VARIANTS][LIMIT_ENTRY + 1];
};

/* uri must stay where it is for as long as the shelf is used. */
void shelf_load(struct shelf *, const struct store *, struct span uri,
    const unsigned char owner[SHA2_256_BYTES]);

/*
 * Stores e in place of entry `old`, or as a new one with old == shelf->n.
 * What e supersedes goes.  0 or -errno; the entries are not read again.
 */
int shelf_put(struct shelf *, const struct entry *e, size_t old);

/* It turned out to be damaged. */
void shelf_drop(struct shelf *, size_t i);

/* It was used. */
void shelf_touch(const struct shelf *, size_t i);

/* Removes all responses of a URI, whoever they belong to (9111 4.4). */
void shelf_invalidate(const struct store *, struct span uri);

/*
 * Reads n bytes of what e holds, from byte `from` of that on, and gives them
 * to fn, verified piece by piece.  *done counts those that fn took.
 */
enum shelf_read { SHELF_READ, SHELF_STOPPED, SHELF_DAMAGED };
enum shelf_read shelf_read(const struct store *, const struct store_key *,
    const struct entry *e, uint64_t from, uint64_t n, uint64_t *done,
    bool (*fn)(void *arg, struct span), void *arg);

/* The same from a blob that is open; it holds `held` bytes. */
struct shelf_blob {
	int fd;
	uint64_t id, at, held;
};
enum shelf_read shelf_read_blob(const struct shelf_blob *, uint64_t from,
    uint64_t n, uint64_t *done, bool (*fn)(void *arg, struct span), void *arg);

#endif
