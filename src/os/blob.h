/*
 * blob -- a large body in a file, checked piece by piece.
 *
 *	0	"mhblob1\n", 8
 *	8	id, 8: the file's own number
 *	16	length of the note, 4
 *	20	the note: whatever the caller wants to find again
 *	at	LIMIT_CHUNK bytes and their CRC32C, 4; and so on; the last
 *		piece may be shorter
 *
 * The checksum counts the id and the number of the piece too, so a piece of
 * another file or place is damage.  A blob is written in a key's lock file
 * (os/flight), which gets a second name when it is whole; it never changes
 * after that.  The lock is there until the entry that names the blob is, so
 * that nobody fetches the same in between.
 *
 *	blob_begin(&b, flight.fd, note);
 *	blob_append(&b, bytes);			as often as need be
 *	blob_commit(&b, &store, &key);		b.id and b.at go into an entry
 */
#ifndef OS_BLOB_H
#define OS_BLOB_H

#include "os/store.h"

struct blob {
	int fd; /* the caller's */
	uint64_t id, at;
	uint64_t n;   /* bytes of the body so far */
	uint32_t crc; /* of the piece at hand */
};

/* Empties the file and writes its head.  0 or -errno. */
int blob_begin(struct blob *, int fd, struct span note);

int blob_append(struct blob *, struct span);

/* Ends the last piece, so that what is there can be found again. */
int blob_pause(struct blob *);

/*
 * Finds what an earlier process left: reads all of it, keeps what is whole
 * and drops the rest.  The note is written to note[], *note_n long.  0, or
 * -ENOMSG if there is nothing of use.
 */
int blob_resume(struct blob *, int fd, char *note, size_t room, size_t *note_n);

/* blob_pause, and the lock file becomes the blob. */
int blob_commit(struct blob *, const struct store *, const struct store_key *);

/* For reading; fd or -errno. */
int blob_open(const struct store *, const struct store_key *, uint64_t id);

/*
 * Piece i of a body of n bytes, into room for LIMIT_CHUNK and its checksum.
 * How long it is; -EBADMSG if it is damaged.
 */
#define BLOB_ROOM (LIMIT_CHUNK + 4)
ssize_t blob_read(int fd, uint64_t id, uint64_t at, uint64_t n, uint64_t i,
    char buf[BLOB_ROOM]);

#endif
