/*
 * checksum -- Upload-Checksum of the tus protocol 1.0.0 (Checksum).
 *
 *	Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=
 *
 * The checksum is of the content of its request.  The protocol demands SHA-1;
 * SHA-256 is supported as well.  Pure.
 *
 *	struct checksum sum;
 *
 *	if (!checksum_begin(&sum, &fields))
 *		refuse
 *	checksum_feed(&sum, piece);			for each piece
 *	if (!checksum_agrees(&sum))
 *		refuse
 */
#ifndef HTTP_CHECKSUM_H
#define HTTP_CHECKSUM_H

#include "base/sha1.h"
#include "base/sha2.h"
#include "http/field.h"

/* The value of Tus-Checksum-Algorithm. */
#define CHECKSUM_ALGORITHMS "sha1,sha256"

enum checksum_kind { CHECKSUM_NONE, CHECKSUM_SHA1, CHECKSUM_SHA256 };

struct checksum {
	enum checksum_kind kind;
	unsigned char want[SHA2_256_BYTES];
	union {
		struct sha1 sha1;
		struct sha2 sha2;
	};
};

/*
 * Starts with the checksum that the fields announce; without one the kind is
 * CHECKSUM_NONE, with which every content agrees.  Returns false if the field
 * is malformed, is sent twice, or names another algorithm.
 */
bool checksum_begin(struct checksum *, const struct fields *);
void checksum_feed(struct checksum *, struct span);

/*
 * Returns true if the bytes have the checksum.  The state must not be used
 * again before checksum_begin.
 */
bool checksum_agrees(struct checksum *);

#endif
