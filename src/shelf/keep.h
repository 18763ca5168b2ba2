/*
 * keep -- keeps a body on its way to the shelf: in memory while it is small,
 * then in the file of its flight.
 *
 * The file is written in whole pieces by shelf/writebehind: libcurl hands over
 * 16 KiB, and a write of that size costs twice as much for each byte.
 *
 * No failure in this module stops a download.  If the disk is full or read-only
 * the state becomes KEEP_NOT, and the rest of the body is not kept.
 *
 *	keep_begin(&k, &flight, note);
 *	keep_body(&k, bytes);
 *	if (keep_commit(&k, store, key, &entry))	entry's body is set
 */
#ifndef SHELF_KEEP_H
#define SHELF_KEEP_H

#include "cache/entry.h"
#include "shelf/blob.h"
#include "shelf/flight.h"
#include "shelf/writebehind.h"

enum keep_state {
	KEEP_NOT,
	KEEP_INLINE,
	KEEP_BLOB, /* in the flight's file */
	KEEP_MOVED /* that file is a blob too now */
};

struct keep {
	enum keep_state state;
	struct flight *flight;
	struct span note; /* an entry, for a later process that continues */
	struct blob blob;
	uint64_t
	    most;   /* set by the caller: a longer body is not kept; 0: any */
	uint64_t n; /* bytes of the body */
	char buf[LIMIT_INLINE];
	struct writebehind writer; /* uses `blob` while the body comes */
};

/* Starts an empty body.  The flight and the note must outlive it. */
void keep_begin(struct keep *, struct flight *, struct span note);

/* Continues after the bytes that blob_resume found. */
void keep_resume(struct keep *, struct flight *, const struct blob *);

/* Keeps the next bytes; `keep` is a struct keep.  Always returns true. */
bool keep_body(void *keep, struct span);

/* Gives the body up; bytes that still come are not kept. */
void keep_drop(struct keep *);

/* Returns the number of bytes kept. */
uint64_t keep_length(const struct keep *);

/*
 * Ends a body that is complete: sets e's body, held, blob and flag.  Returns
 * false if the body was not kept.  The file of a blob then has its final name,
 * and its flight is over.
 */
bool keep_commit(struct keep *, const struct store *, const struct store_key *,
    struct entry *e);

/* Removes the blob whose entry could not be written. */
void keep_undo(struct keep *, const struct store *, const struct store_key *);

/*
 * Leaves a body that was cut short in the flight's file.  Returns false if that
 * failed.
 */
bool keep_interrupt(struct keep *);

#endif
