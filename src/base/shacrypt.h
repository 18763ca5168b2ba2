/*
 * shacrypt -- slow password hashing with SHA-256 ($5$) or SHA-512 ($6$).
 *
 * U. Drepper, "Unix crypt using SHA-256 and SHA-512", 2007:
 *
 *	$6$ [rounds=N$] up to 16 letters of salt $ 86 letters of hash
 */
#ifndef BASE_SHACRYPT_H
#define BASE_SHACRYPT_H

#include "base/patience.h"
#include "base/text.h"

/*
 * Appends the hash of the password, with the rounds and salt of `setting`,
 * which may also contain a hash after them.  Returns false if `setting` is
 * malformed, or if the patience (NULL for endless) ends first.
 */
bool shacrypt_put(struct text *, struct span password, struct span setting,
    const struct patience *);

#endif
