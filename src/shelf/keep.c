#include "shelf/keep.h"

#include <string.h>

static int
append(void *arg, struct span s)
{
	return blob_append(arg, s);
}

void
keep_begin(struct keep *k, struct flight *flight, struct span note)
{
	keep_drop(k);
	k->state = KEEP_INLINE;
	k->flight = flight;
	k->note = note;
	k->n = 0;
}

void
keep_resume(struct keep *k, struct flight *flight, const struct blob *blob)
{
	keep_drop(k);
	k->state = KEEP_BLOB;
	k->flight = flight;
	k->blob = *blob;
	k->n = blob->n;
	writebehind_init(&k->writer, append, &k->blob);
}

void
keep_drop(struct keep *k)
{
	/* the error does not matter, since the body is dropped */
	(void)writebehind_end(&k->writer);
	k->state = KEEP_NOT;
}

static void
put(struct keep *k, struct span s)
{
	if (writebehind_put(&k->writer, s) < 0)
		keep_drop(k); /* the disk is full, but the download goes on */
}

/* Moves the body from memory to the file. */
static void
spill(struct keep *k)
{
	k->state = KEEP_NOT;
	if (k->flight->fd < 0 ||
	    blob_begin(&k->blob, k->flight->fd, k->note) < 0)
		return;
	k->state = KEEP_BLOB;
	writebehind_init(&k->writer, append, &k->blob);
	put(k, (struct span){ k->buf, (size_t)k->n });
}

/* Writes the whole body to the file; false if the disk is full. */
static bool
flush(struct keep *k)
{
	if (writebehind_end(&k->writer) < 0)
		k->state = KEEP_NOT;
	return k->state == KEEP_BLOB;
}

bool
keep_body(void *arg, struct span s)
{
	struct keep *k = arg;

	if (k->most > 0 && (s.n > k->most || k->n > k->most - s.n))
		keep_drop(k);
	if (k->state == KEEP_INLINE && s.n <= LIMIT_INLINE - k->n) {
		memcpy(k->buf + k->n, s.p, s.n);
		k->n += s.n;
		return true;
	}
	if (k->state == KEEP_INLINE)
		spill(k);
	if (k->state == KEEP_BLOB) {
		put(k, s);
		k->n += s.n;
	}
	return true;
}

uint64_t
keep_length(const struct keep *k)
{
	return k->state == KEEP_NOT ? 0 : k->n;
}

bool
keep_commit(struct keep *k, const struct store *store,
    const struct store_key *key, struct entry *e)
{
	e->held = keep_length(k);
	e->body = (struct span){ k->buf, 0 };
	switch (k->state) {
	case KEEP_NOT:
	case KEEP_MOVED:
		return false;
	case KEEP_INLINE:
		e->body.n = (size_t)k->n;
		e->flags &= ~(unsigned)ENTRY_BLOB;
		/* no download is left that a signal could interrupt */
		k->state = KEEP_NOT;
		return true;
	case KEEP_BLOB:
		if (!flush(k))
			return false;
		e->flags |= ENTRY_BLOB;
		e->blob = k->blob.id;
		e->blob_at = k->blob.at;
		k->state = KEEP_NOT;
		if (blob_commit(&k->blob, store, key) < 0)
			return false;
		k->state = KEEP_MOVED;
		return true;
	}
	return false;
}

void
keep_undo(
    struct keep *k, const struct store *store, const struct store_key *key)
{
	char suffix[STORE_BLOB_SUFFIX];

	if (k->state != KEEP_MOVED)
		return;
	store_blob_suffix(k->blob.id, suffix);
	/* if this fails, the sweep removes the file */
	(void)store_unlink(store, key, suffix);
}

bool
keep_interrupt(struct keep *k)
{
	if (k->state == KEEP_INLINE && k->n > 0)
		spill(k);
	if (k->state != KEEP_BLOB || !flush(k))
		return false;
	k->state = KEEP_NOT;
	return blob_pause(&k->blob) == 0;
}
