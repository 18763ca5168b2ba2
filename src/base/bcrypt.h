/*
 * bcrypt -- a password hashed slowly, by Blowfish.
 *
 * Provos and Mazieres, "A Future-Adaptable Password Scheme", 1999; what
 * htpasswd -B writes.  $2y$, and $2a$ and $2b$, which are the same for all
 * passwords that are short and have no NUL in them:
 *
 *	$2y$05$ 22 letters of salt 31 letters of hash
 *
 * It is here because a static program has no other: the C library of the
 * handler has no crypt(3).
 */
#ifndef BASE_BCRYPT_H
#define BASE_BCRYPT_H

#include "base/patience.h"
#include "base/text.h"

/*
 * Appends the hash of the password with the cost and the salt of `setting`,
 * which may have a hash behind them; false if it is malformed.  Takes 2 to
 * the cost: half a millisecond for 5, a minute for 21.  Of the password 72
 * bytes count.  False, too, if the patience, which may be NULL, ends before.
 */
bool bcrypt_put(struct text *, struct span password, struct span setting,
    const struct patience *);

#endif
