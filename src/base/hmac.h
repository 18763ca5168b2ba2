/*
 * hmac -- HMAC-SHA-256 (RFC 2104), fed piece by piece.
 *
 *	struct hmac_key key;
 *	struct hmac h;
 *	unsigned char digest[SHA2_256_BYTES];
 *
 *	hmac_key_make(secret, &key);
 *	hmac_init(&h, &key);
 *	while (more)
 *		hmac_feed(&h, piece);
 *	hmac_end(&h, digest);
 *
 * The vectors of RFC 4231 are the unit test.
 */
#ifndef BASE_HMAC_H
#define BASE_HMAC_H

#include "base/sha2.h"

#define HMAC_BLOCK 64

/* The secret, padded with zeros; if it is longer than a block, its digest. */
struct hmac_key {
	unsigned char block[HMAC_BLOCK];
};

struct hmac {
	struct sha2 inner;
	const struct hmac_key *key; /* the caller's */
};

/* Makes a key.  The bytes of the secret are copied. */
void hmac_key_make(struct span secret, struct hmac_key *);

/* Starts a digest.  The key must outlive it, since hmac_end reads it again. */
void hmac_init(struct hmac *, const struct hmac_key *);
void hmac_feed(struct hmac *, struct span);
void hmac_end(struct hmac *, unsigned char digest[SHA2_256_BYTES]);

/*
 * Returns true if both spans hold the same bytes.  The time that the comparison
 * takes depends on their lengths alone, so that nobody can find out one byte
 * after the other.
 */
bool hmac_same(struct span, struct span);

#endif
