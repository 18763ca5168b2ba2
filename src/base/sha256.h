/*
 * sha256 -- the hash of FIPS 180-4: names of files, --sha256, selecting keys.
 *
 *	struct sha256 h;
 *
 *	sha256_init(&h);
 *	sha256_add(&h, bytes);		as often as need be
 *	sha256_done(&h, digest);
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/text.h"

#define SHA256_BYTES 32

struct sha256 {
	uint32_t state[8];
	uint64_t n; /* bytes so far */
	unsigned char block[64];
};

void sha256_init(struct sha256 *);
void sha256_add(struct sha256 *, struct span);
void sha256_done(struct sha256 *, unsigned char digest[SHA256_BYTES]);

/* The first n bytes of a digest in lower-case hexadecimal. */
void sha256_put(struct text *, const unsigned char *digest, size_t n);

#endif
