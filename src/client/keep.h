/*
 * keep -- a body on its way to the shelf: in memory while it is small, in
 * the flight's file from then on.
 *
 * The file is written a whole piece at a time, by os/behind: libcurl hands
 * over 16 KiB, and a write of that size costs twice as much for each byte.
 *
 * Nothing here can stop a download: where the disk is full or read-only the
 * state becomes KEEP_NOT, and what comes is not kept.
 *
 *	keep_begin(&k, &flight, note);
 *	keep_body(&k, bytes);
 *	if (keep_commit(&k, store, key, &entry))	entry's body is set
 */
#ifndef CLIENT_KEEP_H
#define CLIENT_KEEP_H

#include "cache/entry.h"
#include "os/behind.h"
#include "os/blob.h"
#include "os/flight.h"

enum keep_state {
	KEEP_NOT,
	KEEP_INLINE,
	KEEP_BLOB, /* in the flight's file */
	KEEP_MOVED /* that file is a blob too now */
};

struct keep {
	enum keep_state state;
	struct flight *flight;
	struct span note; /* what a later process needs to go on; an entry */
	struct blob blob;
	uint64_t most; /* the caller's: more is not kept; 0: any */
	uint64_t n;    /* bytes of the body */
	char buf[LIMIT_INLINE];
	struct behind behind; /* it has `blob` while the body comes */
};

void keep_begin(struct keep *, struct flight *, struct span note);

/* Goes on behind what blob_resume found. */
void keep_resume(struct keep *, struct flight *, const struct blob *);

bool keep_body(void *keep, struct span); /* always true */

/* What comes is not kept after all. */
void keep_drop(struct keep *);

/* How many bytes are kept. */
uint64_t keep_length(const struct keep *);

/*
 * The body is whole: sets e's body, held, blob and flag.  False if it was
 * not kept.  A blob's flight is over then: its file has another name.
 */
bool keep_commit(struct keep *, const struct store *, const struct store_key *,
    struct entry *e);

/* The entry that it was for could not be written. */
void keep_undo(struct keep *, const struct store *, const struct store_key *);

/* It was cut short: leaves it in the flight's file.  False if that failed. */
bool keep_interrupt(struct keep *);

#endif
