#include "client/keep.h"

#include <string.h>

void
keep_begin(struct keep *k, struct flight *flight, struct span note)
{
	k->state = KEEP_INLINE;
	k->flight = flight;
	k->note = note;
	k->n = 0;
}

void
keep_resume(struct keep *k, struct flight *flight, const struct blob *blob)
{
	k->state = KEEP_BLOB;
	k->flight = flight;
	k->blob = *blob;
}

/* What is in memory goes into the file. */
static void
spill(struct keep *k)
{
	k->state = KEEP_NOT;
	if (k->flight->fd < 0 ||
	    blob_begin(&k->blob, k->flight->fd, k->note) < 0 ||
	    blob_append(&k->blob, (struct span){ k->buf, k->n }) < 0)
		return;
	k->state = KEEP_BLOB;
}

bool
keep_body(void *arg, struct span s)
{
	struct keep *k = arg;

	if (k->state == KEEP_INLINE && s.n <= sizeof k->buf - k->n) {
		memcpy(k->buf + k->n, s.p, s.n);
		k->n += s.n;
		return true;
	}
	if (k->state == KEEP_INLINE)
		spill(k);
	if (k->state == KEEP_BLOB && blob_append(&k->blob, s) < 0)
		k->state = KEEP_NOT; /* a full disk: the download goes on */
	return true;
}

uint64_t
keep_length(const struct keep *k)
{
	switch (k->state) {
	case KEEP_NOT:
		return 0;
	case KEEP_INLINE:
		return k->n;
	case KEEP_BLOB:
	case KEEP_MOVED:
		return k->blob.n;
	}
	return 0;
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
		e->body.n = k->n;
		e->flags &= ~(unsigned)ENTRY_BLOB;
		k->state = KEEP_NOT; /* nothing is left to interrupt */
		return true;
	case KEEP_BLOB:
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
	(void)store_unlink(store, key, suffix); /* or the sweep does */
}

bool
keep_interrupt(struct keep *k)
{
	if (k->state == KEEP_INLINE && k->n > 0)
		spill(k);
	if (k->state != KEEP_BLOB)
		return false;
	k->state = KEEP_NOT;
	return blob_pause(&k->blob) == 0;
}
