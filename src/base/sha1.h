/*
 * sha1 -- SHA-1 (FIPS 180-4), fed piece by piece, as base/sha2.
 *
 * Nothing that has to withstand an attack may use it: texts with equal digests
 * can be made.  It finds bytes that were damaged on their way, where a protocol
 * demands this function (tus).
 */
#ifndef BASE_SHA1_H
#define BASE_SHA1_H

#include "base/span.h"

#define SHA1_BYTES 20

struct sha1 {
	uint64_t n; /* bytes fed so far */
	uint32_t h[5];
	unsigned char block[64]; /* the last n % 64 bytes */
};

void sha1_init(struct sha1 *);
void sha1_feed(struct sha1 *, struct span);

/* Writes the digest.  The state must not be used again before sha1_init. */
void sha1_end(struct sha1 *, unsigned char digest[SHA1_BYTES]);

#endif
