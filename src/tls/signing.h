/*
 * signing -- writes and reads the two messages between a handshake process and
 * the key process.  Pure.
 *
 *	request	| which | scheme, two bytes | n | hash, padded with zeros |
 *	answer	| signature; empty: refused |
 *
 * The key process reads nothing else.  A request is of one length, names one of
 * the schemes below, and has a hash of the length that belongs to the scheme.
 */
#ifndef TLS_SIGNING_H
#define TLS_SIGNING_H

#include "base/text.h"

/*
 * The schemes of RFC 8446 4.2.3 that are used.  The handshake offers the same
 * list.
 */
enum signing_scheme {
	SIGNING_RSA_SHA256 = 0x0401, /* of TLS 1.2 */
	SIGNING_RSA_SHA384 = 0x0501,
	SIGNING_RSA_SHA512 = 0x0601,
	SIGNING_ECDSA_SHA256 = 0x0403,
	SIGNING_ECDSA_SHA384 = 0x0503,
	SIGNING_ECDSA_SHA512 = 0x0603,
	SIGNING_PSS_SHA256 = 0x0804,
	SIGNING_PSS_SHA384 = 0x0805,
	SIGNING_PSS_SHA512 = 0x0806
};

#define SIGNING_HASH 64
#define SIGNING_REQUEST (4 + SIGNING_HASH)
#define SIGNING_ANSWER 1024 /* RSA with 8192 bits */

struct signing_request {
	unsigned which; /* certificate */
	enum signing_scheme scheme;
	struct span hash;
};

/* Returns the length of the hash, or 0 for a scheme that is not listed. */
size_t signing_hash_length(unsigned scheme);

/* Appends SIGNING_REQUEST bytes; the hash has the length of its scheme. */
void signing_put(struct text *, const struct signing_request *);

/*
 * Reads a request to a process with n certificates.  Returns false if a byte of
 * it is wrong.  The hash points into the bytes.
 */
bool signing_read(struct span bytes, size_t n, struct signing_request *out);

/*
 * Finds the scheme and the hash in a DigestInfo (RFC 8017 9.2), which the
 * library passes for RSA in TLS 1.2.  *hash points into it.  Returns false if
 * the hash algorithm is not one of those above.
 */
bool signing_from_info(
    struct span info, enum signing_scheme *scheme, struct span *hash);

#endif
