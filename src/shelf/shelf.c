#include "shelf/shelf.h"

#include "shelf/blob.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FREE (-1)

/*
 * Reads slot s into entry n.  Returns true if it holds a response of this URI
 * and owner.
 */
static void
load_slot(
    struct shelf *shelf, unsigned s, const unsigned char owner[SHA2_256_BYTES])
{
	struct entry *e = &shelf->entry[shelf->n];
	char *room = shelf->room[shelf->n];
	ssize_t n =
	    store_read(shelf->store, &shelf->key, s, room, LIMIT_ENTRY + 1);

	shelf->slot_time[s] = FREE;
	shelf->slot_blob[s] = 0;
	shelf->slot_bytes[s] = n > 0 ? n : 0;
	/* A damaged entry or one of another URI counts as missing (9111 2). */
	if (n < 0 ||
	    entry_parse((struct span){ room, (size_t)n }, e) != ENTRY_GOOD ||
	    !span_eq(e->uri, shelf->uri))
		return;
	shelf->slot_time[s] = e->response_time > 0 ? e->response_time : 0;
	if (e->flags & ENTRY_BLOB) {
		shelf->slot_blob[s] = e->blob;
		shelf->slot_bytes[s] += (int64_t)e->held;
	}
	if (memcmp(e->owner, owner, SHA2_256_BYTES) == 0)
		shelf->slot[shelf->n++] = s;
}

void
shelf_load(struct shelf *shelf, const struct store *store, struct span uri,
    const unsigned char owner[SHA2_256_BYTES])
{
	shelf->store = store;
	shelf->uri = uri;
	shelf->n = 0;
	store_key_of(uri, &shelf->key);
	for (unsigned s = 0; s < LIMIT_VARIANTS; s++) {
		shelf->slot_time[s] = FREE;
		shelf->slot_blob[s] = 0;
		shelf->slot_bytes[s] = 0;
	}
	for (unsigned s = 0; s < LIMIT_VARIANTS; s++) {
		load_slot(shelf, s, owner);
		/*
		 * A response without Vary is the only one, so a hit opens one
		 * file.
		 */
		if (s == 0 && shelf->n == 1 &&
		    field_count(
			&shelf->entry[0].message.fields, SPAN("Vary")) == 0 &&
		    entry_is_complete(&shelf->entry[0]))
			break;
	}
}

/* Removes the blob of slot s, unless another slot refers to it. */
static void
drop_blob(struct shelf *shelf, unsigned s)
{
	uint64_t id = shelf->slot_blob[s];
	char suffix[STORE_BLOB_SUFFIX];

	shelf->slot_blob[s] = 0;
	if (id == 0)
		return;
	for (unsigned i = 0; i < LIMIT_VARIANTS; i++)
		if (shelf->slot_blob[i] == id)
			return;
	store_blob_suffix(id, suffix);
	(void)store_unlink(shelf->store, &shelf->key, suffix);
}

static void
drop_slot(struct shelf *shelf, unsigned s)
{
	(void)store_remove(shelf->store, &shelf->key, s);
	shelf->slot_time[s] = FREE;
	shelf->grown -= shelf->slot_bytes[s];
	shelf->slot_bytes[s] = 0;
	drop_blob(shelf, s);
}

void
shelf_drop(struct shelf *shelf, size_t i)
{
	drop_slot(shelf, shelf->slot[i]);
}

void
shelf_touch(const struct shelf *shelf, size_t i)
{
	store_touch(shelf->store, &shelf->key, shelf->slot[i]);
}

/* Returns a free slot, or the one that was stored first. */
static unsigned
pick_slot(const struct shelf *shelf)
{
	unsigned oldest = 0;

	for (unsigned s = 0; s < LIMIT_VARIANTS; s++) {
		if (shelf->slot_time[s] == FREE)
			return s;
		if (shelf->slot_time[s] < shelf->slot_time[oldest])
			oldest = s;
	}
	return oldest;
}

/*
 * Removes the owner's other entries if e has no Vary, since it replaces them.
 */
static void
drop_superseded(struct shelf *shelf, const struct entry *e, unsigned kept)
{
	struct message m;

	if (!message_parse(e->head, &m) ||
	    field_count(&m.fields, SPAN("Vary")) > 0)
		return;
	for (size_t i = 0; i < shelf->n; i++)
		if (shelf->slot[i] != kept)
			drop_slot(shelf, shelf->slot[i]);
}

int
shelf_put(struct shelf *shelf, const struct entry *e, size_t old)
{
	static char file[LIMIT_ENTRY];
	struct text t = TEXT(file);
	unsigned s = old < shelf->n ? shelf->slot[old] : pick_slot(shelf);
	uint64_t blob = e->flags & ENTRY_BLOB ? e->blob : 0;
	int64_t bytes;
	int err;

	entry_put(&t, e);
	if (!text_fits(&t))
		/* cannot happen: LIMIT_ENTRY has room for every part */
		return -1;
	err = store_write(shelf->store, &shelf->key, s, TEXT_SPAN(t));
	if (err < 0)
		return err;
	if (shelf->slot_blob[s] != blob)
		drop_blob(shelf, s);
	shelf->slot_blob[s] = blob;
	shelf->slot_time[s] = e->response_time > 0 ? e->response_time : 0;
	bytes = (int64_t)t.n + (blob != 0 ? (int64_t)e->held : 0);
	shelf->grown += bytes - shelf->slot_bytes[s];
	shelf->slot_bytes[s] = bytes;
	drop_superseded(shelf, e, s);
	return 0;
}

int
shelf_invalidate(const struct store *store, struct span uri)
{
	struct store_key key;
	char first;
	int result = 0;

	/*
	 * The blobs cannot be found without their entries; the sweep removes
	 * them.
	 */
	store_key_of(uri, &key);
	for (unsigned s = 0; s < LIMIT_VARIANTS; s++) {
		int err = store_remove(store, &key, s);

		/*
		 * A disk that is read-only refuses to remove even what does not
		 * exist.
		 */
		if (err < 0 && result == 0 &&
		    store_read(store, &key, s, &first, 1) == -EFBIG)
			result = err;
	}
	return result;
}

enum shelf_read
shelf_read_blob(const struct shelf_blob *b, uint64_t from, uint64_t n,
    uint64_t *done, bool (*fn)(void *arg, struct span), void *arg)
{
	static char buf[BLOB_ROOM];

	*done = 0;
	while (*done < n) {
		uint64_t at = from + *done, piece = at / LIMIT_CHUNK;
		size_t skip = (size_t)(at % LIMIT_CHUNK);
		ssize_t got =
		    blob_read(b->fd, b->id, b->at, b->held, piece, buf);
		struct span s;

		if (got <= (ssize_t)skip)
			return SHELF_DAMAGED;
		s = (struct span){ buf + skip, (size_t)got - skip };
		if (s.n > n - *done)
			s.n = (size_t)(n - *done);
		if (!fn(arg, s))
			return SHELF_STOPPED;
		*done += s.n;
	}
	return SHELF_READ;
}

enum shelf_read
shelf_read(const struct store *store, const struct store_key *key,
    const struct entry *e, uint64_t from, uint64_t n, uint64_t *done,
    bool (*fn)(void *arg, struct span), void *arg)
{
	struct shelf_blob b = { -1, e->blob, e->blob_at, e->held };
	enum shelf_read answer;

	*done = 0;
	if (from > e->held || n > e->held - from)
		return SHELF_DAMAGED;
	if (!(e->flags & ENTRY_BLOB)) {
		struct span s = { e->body.p + from, (size_t)n };

		if (n > 0 && !fn(arg, s))
			return SHELF_STOPPED;
		*done = n;
		return SHELF_READ;
	}
	b.fd = blob_open(store, key, e->blob);
	if (b.fd < 0)
		return SHELF_DAMAGED;
	answer = shelf_read_blob(&b, from, n, done, fn, arg);
	close(b.fd);
	return answer;
}
