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
	k->n = 0;
}

/* What is in memory will go into the file. */
static void
spill(struct keep *k)
{
	k->state = KEEP_NOT;
	if (k->flight->fd >= 0 &&
	    blob_begin(&k->blob, k->flight->fd, k->note) == 0)
		k->state = KEEP_BLOB;
}

static void
append(struct keep *k, struct span s)
{
	if (blob_append(&k->blob, s) < 0)
		k->state = KEEP_NOT; /* a full disk: the download goes on */
}

/* What waits for the rest of its piece; false if the disk is full. */
static bool
flush(struct keep *k)
{
	append(k, (struct span){ k->buf, k->n });
	k->n = 0;
	return k->state == KEEP_BLOB;
}

static void
collect(struct keep *k, struct span s)
{
	while (k->state == KEEP_BLOB && s.n > 0) {
		size_t left =
		    LIMIT_CHUNK - (size_t)((k->blob.n + k->n) % LIMIT_CHUNK);
		size_t take = s.n < left ? s.n : left;

		if (k->n == 0 && take == left) {
			append(k, (struct span){ s.p, take });
		} else {
			memcpy(k->buf + k->n, s.p, take);
			k->n += take;
			if (take == left)
				(void)flush(k); /* the state says so */
		}
		s = span_from(s, take);
	}
}

bool
keep_body(void *arg, struct span s)
{
	struct keep *k = arg;

	if (k->state == KEEP_INLINE && s.n <= LIMIT_INLINE - k->n) {
		memcpy(k->buf + k->n, s.p, s.n);
		k->n += s.n;
		return true;
	}
	if (k->state == KEEP_INLINE)
		spill(k);
	collect(k, s);
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
		return k->blob.n + k->n;
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
	(void)store_unlink(store, key, suffix); /* or the sweep does */
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
