/*
 * siphash -- a hash of one 64-bit word, under a secret key: SipHash-2-4
 * (Aumasson and Bernstein, 2012).
 *
 * A stranger who does not know the key can neither choose nor find out which
 * words collide.  The word is hashed as eight bytes, the lowest first.
 */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stdint.h>

uint64_t siphash_word(const uint64_t key[2], uint64_t word);

#endif
