/*
 * keys -- the private keys, and a signature by one of them.  Only a key process
 * calls these functions (key_process, key_service).
 *
 *	good = keys_open(&certificate[0], 0, &log)
 *	become nobody, enter the cage
 *	keys_answer(channel)	one request of tls/signing, one answer
 */
#ifndef TLS_KEYS_H
#define TLS_KEYS_H

#include "tls/certificate.h"

/*
 * Reads the key of a certificate that has its names.  `which` is its number in
 * requests.  Returns false, after logging why, if it cannot be used.
 */
bool keys_open(const struct certificate *, size_t which, const struct log *);

/*
 * Answers the request that is there.  A wrong one, and one for a key that was
 * not opened, has no answer.
 */
void keys_answer(int channel);

#endif
