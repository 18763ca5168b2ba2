/*
 * bcrypt -- slow password hashing with Blowfish.
 *
 * Provos and Mazieres, "A Future-Adaptable Password Scheme", 1999: the format
 * that htpasswd -B writes.  The prefixes are $2y$, $2a$ and $2b$, which mean
 * the same for short passwords without a NUL:
 *
 *	$2y$05$ 22 letters of salt 31 letters of hash
 *
 * The handler is linked statically, and the libc.a of Debian's musl has no
 * crypt(3), so it brings its own.
 */
#ifndef BASE_BCRYPT_H
#define BASE_BCRYPT_H

#include "base/patience.h"
#include "base/text.h"

/*
 * Appends the hash of the password, with the cost and salt of `setting`, which
 * may also contain a hash after them.  Returns false if `setting` is malformed,
 * or if the patience (NULL for endless) ends first.
 *
 * The time is proportional to 2 to the power of the cost: half a millisecond
 * for 5, a minute for 21.  Only the first 72 bytes of the password matter.
 */
bool bcrypt_put(struct text *, struct span password, struct span setting,
    const struct patience *);

#endif
