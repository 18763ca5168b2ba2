/*
 * keys -- holds the private keys, and signs with one of them.  Only a key
 * process calls these functions (key_process, key_service).
 *
 *	good = keys_open(&certificate[0], 0, &log)
 *	become nobody, enter the cage
 *	keys_answer(channel)	one request of tls/signing, one answer
 */
#ifndef TLS_KEYS_H
#define TLS_KEYS_H

#include "tls/certificate.h"

/*
 * Reads the key of a certificate to which certificate_name has given its names.
 * `which` is the number of the key in requests.  Returns false, after logging
 * why, if the key cannot be used.
 */
bool keys_open(const struct certificate *, size_t which, const struct log *);

/*
 * Reads one request, and answers it.  A malformed request, and one for a key
 * that was not opened, gets no answer.
 */
void keys_answer(int channel);

#endif
