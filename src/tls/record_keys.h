/*
 * record_keys -- puts the keys of one direction of a session into the form that
 * the kernel takes.  Pure.
 *
 * GnuTLS tells the key, the IV and the number of the next record, and the
 * kernel's struct differs for each cipher and version (linux/tls.h).  With
 * AES-GCM in TLS 1.2 the IV of the session is only the salt; each record
 * carries the rest of its nonce, a counter of the sender (RFC 5288 3).  In all
 * other cases the IV is as long as the nonce, and the number of the record is
 * mixed into it (RFC 8446 5.3, RFC 7905 2).
 *
 *	struct record_keys_form form;
 *
 *	n = record_keys_put(&keys, &form);
 *	if (n > 0)
 *		setsockopt(fd, SOL_TLS, TLS_TX, &form, n);
 */
#ifndef TLS_RECORD_KEYS_H
#define TLS_RECORD_KEYS_H

#include "base/span.h"

#include <linux/tls.h>

enum record_keys_cipher {
	RECORD_KEYS_AES_128_GCM,
	RECORD_KEYS_AES_256_GCM,
	RECORD_KEYS_CHACHA20_POLY1305
};

struct record_keys {
	enum record_keys_cipher cipher;
	bool is_1_3; /* of TLS 1.3, and not of 1.2 */
	struct span key, iv;
	unsigned char sequence[8];
};

union record_keys_form {
	struct tls_crypto_info info;
	struct tls12_crypto_info_aes_gcm_128 aes_128;
	struct tls12_crypto_info_aes_gcm_256 aes_256;
	struct tls12_crypto_info_chacha20_poly1305 chacha20;
};

/*
 * Fills the form and returns its length, or 0 if the key or the IV does not
 * have the length that its cipher wants.  The form holds the key: erase it
 * after use.
 */
size_t record_keys_put(const struct record_keys *, union record_keys_form *);

#endif
