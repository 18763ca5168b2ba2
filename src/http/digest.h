/*
 * digest -- Content-Digest, Repr-Digest and Want-Repr-Digest.
 *
 * RFC 9530, with sha-256 and sha-512; other algorithms are ignored (5).  The
 * fields are dictionaries of structured fields (RFC 8941 3.2):
 *
 *	Repr-Digest: sha-256=:d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=:
 *	Want-Repr-Digest: sha-512=3, sha-256=10
 *
 * Contents are stored and served without a content coding and never in part, so
 * the two digests of a request body are equal.
 *
 *	if (!digest_wanted(&fields, &set))
 *		refuse
 *	digest_begin(&sums, set);
 *	digest_feed(&sums, piece);			for each piece
 *	digest_end(&sums, &values);
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

/* A computation of the digests in a set. */
struct digest_sums {
	unsigned set;
	struct sha2 hash[2];
};

void digest_begin(struct digest_sums *, unsigned set);
void digest_feed(struct digest_sums *, struct span);

/* Those that are not in the set are of the empty text. */
void digest_end(struct digest_sums *, struct digest_values *);

/*
 * Sets *set to the known algorithms in Content-Digest and Repr-Digest.  Returns
 * false if one of them has a value that cannot be its digest.
 */
bool digest_wanted(const struct fields *, unsigned *set);

/*
 * Returns true if every digest in Content-Digest and Repr-Digest whose
 * algorithm is known equals the computed one.
 */
bool digest_agrees(const struct fields *, const struct digest_values *);

/*
 * The same two for one of the fields, which differ if the content is a part of
 * the representation (RFC 9530 3).
 */
bool digest_wanted_in(const struct fields *, struct span name, unsigned *set);
bool digest_agrees_in(
    const struct fields *, struct span name, const struct digest_values *);

/*
 * Sets the known algorithm that Want-Repr-Digest weighs most (4).  Returns
 * false if the field asks for none.
 */
bool digest_preferred(const struct fields *, enum sha2_kind *);

/* Appends "sha-256=:...:". */
void digest_put(struct text *, enum sha2_kind, const unsigned char *value);

#endif
