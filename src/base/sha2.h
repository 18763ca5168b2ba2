/*
 * sha2 -- SHA-256 and SHA-512 (FIPS 180-4), fed piece by piece.
 *
 *	struct sha2 s;
 *	unsigned char digest[SHA2_MOST];
 *
 *	sha2_init(&s, SHA2_256);
 *	while (more)
 *		sha2_feed(&s, piece);
 *	n = sha2_end(&s, digest);
 *
 * The standard's examples are the unit test.  The alternatives do not fit: the
 * kernel's implementation (AF_ALG) needs a socket, which the sandbox has no
 * other reason to allow, and a library's would be the largest part of a static
 * program.
 */
#ifndef BASE_SHA2_H
#define BASE_SHA2_H

#include "base/span.h"

enum sha2_kind { SHA2_256, SHA2_512 };

#define SHA2_256_BYTES 32
#define SHA2_MOST 64 /* bytes of the longest digest */

struct sha2 {
	enum sha2_kind kind;
	uint64_t n; /* bytes fed so far */
	uint64_t h[8];
	unsigned char block[128]; /* the last n % (64 or 128) bytes */
};

void sha2_init(struct sha2 *, enum sha2_kind);
void sha2_feed(struct sha2 *, struct span);

/*
 * Writes the digest to `digest`, which has room for its kind, and returns its
 * length, 32 or 64.  The state must not be used again before sha2_init.
 */
size_t sha2_end(struct sha2 *, unsigned char *digest);

#endif
