/*
 * shacrypt -- a password hashed slowly, by SHA-256 ($5$) or SHA-512 ($6$).
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
 * Appends the hash of the password with the rounds and the salt of
 * `setting`, which may have a hash behind them; false if it is malformed, or
 * the patience, which may be NULL, ends before.
 */
bool shacrypt_put(struct text *, struct span password, struct span setting,
    const struct patience *);

#endif
