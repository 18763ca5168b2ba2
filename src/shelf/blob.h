/*
 * blob -- a large body in a file, checked piece by piece.
 *
 *	0	"mhblob1\n", 8
 *	8	id, 8: the file's own number
 *	16	length of the note, 4
 *	20	the note: bytes that the caller wants to find again
 *	at	LIMIT_CHUNK bytes and their CRC32C, 4; and so on; the last
 *		piece may be shorter
 *
 * The checksum includes the id and the number of the piece, so a piece that
 * belongs to another file or place is detected as damage.  A blob is written
 * into the lock file of its key (shelf/flight).  When it is complete, that file
 * gets a second name, and never changes again.  The lock is held until the
 * entry that names the blob exists, so no other process fetches the same
 * resource in between.
 *
 *	blob_begin(&b, flight.fd, note);
 *	blob_append(&b, bytes);			as often as need be
 *	blob_commit(&b, &store, &key);		b.id and b.at go into an entry
 */
#ifndef SHELF_BLOB_H
#define SHELF_BLOB_H

#include "shelf/store.h"

struct blob {
	int fd; /* the caller's; it closes it */
	uint64_t id, at;
	uint64_t n;   /* bytes of the body so far */
	uint32_t crc; /* of the current piece */
};

/* Truncates the file and writes its head. Returns 0 or -errno. */
int blob_begin(struct blob *, int fd, struct span note);

/* Appends bytes to the body.  Returns 0 or -errno. */
int blob_append(struct blob *, struct span);

/*
 * Completes the last piece, so that blob_resume can find everything written so
 * far.  Nothing can be appended after that.  Returns 0 or -errno.
 */
int blob_pause(struct blob *);

/*
 * Reads everything that an earlier process left, keeps the pieces that are
 * intact and drops the rest.  Copies the note to note[] and sets *note_n to its
 * length.  Returns 0, or -ENOMSG if nothing is usable.
 */
int blob_resume(struct blob *, int fd, char *note, size_t room, size_t *note_n);

/*
 * Calls blob_pause and gives the lock file a second name, that of the blob.
 * Returns 0 or -errno.
 */
int blob_commit(struct blob *, const struct store *, const struct store_key *);

/*
 * Opens a blob for reading.  Returns a descriptor, which the caller closes, or
 * -errno.
 */
int blob_open(const struct store *, const struct store_key *, uint64_t id);

/*
 * Reads piece i of a body of n bytes; buf has room for LIMIT_CHUNK and the
 * checksum.  Returns the length of the piece, or -errno: -EBADMSG if it is
 * damaged.
 */
#define BLOB_ROOM (LIMIT_CHUNK + 4)
ssize_t blob_read(int fd, uint64_t id, uint64_t at, uint64_t n, uint64_t i,
    char buf[BLOB_ROOM]);

#endif
