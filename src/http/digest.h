/*
 * digest -- Content-Digest, Repr-Digest and Want-Repr-Digest.
 *
 * RFC 9530, with sha-256 and sha-512; other algorithms are passed over (5).
 * The fields are dictionaries of structured fields (RFC 8941 3.2):
 *
 *	Repr-Digest: sha-256=:d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=:
 *	Want-Repr-Digest: sha-512=3, sha-256=10
 *
 * What we store and serve has no content coding and is never a part, so
 * that the two digests of a request body are the same.
 *
 *	if (!digest_wanted(&fields, &set))
 *		refuse
 *	compute those of the set
 *	if (!digest_agrees(&fields, &values))
 *		refuse
 */
#ifndef HTTP_DIGEST_H
#define HTTP_DIGEST_H

#include "base/sha2.h"
#include "base/text.h"
#include "http/field.h"

#define DIGEST_BIT(kind) (1u << (kind))

struct digest_values {
	unsigned char of[2][SHA2_MOST]; /* [SHA2_256] and [SHA2_512] */
};

/*
 * The algorithms of Content-Digest and Repr-Digest, as a set; false if one
 * that we know has a value that cannot be its digest.
 */
bool digest_wanted(const struct fields *, unsigned *set);

/* Every digest in these fields that we know is the one computed. */
bool digest_agrees(const struct fields *, const struct digest_values *);

/* The one that Want-Repr-Digest likes best; false if it likes none (4). */
bool digest_preferred(const struct fields *, enum sha2_kind *);

/* "sha-256=:...:" */
void digest_put(struct text *, enum sha2_kind, const unsigned char *value);

#endif
