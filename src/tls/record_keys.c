#define _GNU_SOURCE
#include "tls/record_keys.h"

#include <string.h>

/* Where the parts of a cipher's keys are in the kernel's struct. */
struct parts {
	unsigned short type;
	size_t length;
	unsigned char *key, *salt, *iv, *sequence;
	size_t key_n, salt_n, iv_n;
};

#define PARTS(member, name)                                                    \
	{                                                                      \
		.type = TLS_CIPHER_##name, .length = sizeof f->member,         \
		.key = f->member.key, .salt = f->member.salt,                  \
		.iv = f->member.iv, .sequence = f->member.rec_seq,             \
		.key_n = TLS_CIPHER_##name##_KEY_SIZE,                         \
		.salt_n = TLS_CIPHER_##name##_SALT_SIZE,                       \
		.iv_n = TLS_CIPHER_##name##_IV_SIZE                            \
	}

static struct parts
parts_of(enum record_keys_cipher cipher, union record_keys_form *f)
{
	switch (cipher) {
	case RECORD_KEYS_AES_128_GCM:
		return (struct parts)PARTS(aes_128, AES_GCM_128);
	case RECORD_KEYS_AES_256_GCM:
		return (struct parts)PARTS(aes_256, AES_GCM_256);
	case RECORD_KEYS_CHACHA20_POLY1305:
		return (struct parts)PARTS(chacha20, CHACHA20_POLY1305);
	}
	return (struct parts){ .length = 0 };
}

size_t
record_keys_put(const struct record_keys *keys, union record_keys_form *f)
{
	struct parts p;
	bool counted;

	*f = (union record_keys_form){ 0 };
	p = parts_of(keys->cipher, f);
	/*
	 * in TLS 1.2 AES-GCM, the sender's nonces continue from the number of
	 * the record
	 */
	counted = !keys->is_1_3 && p.salt_n > 0;
	if (p.length == 0 || keys->key.n != p.key_n ||
	    keys->iv.n != (counted ? p.salt_n : p.salt_n + p.iv_n))
		return 0;
	f->info.version = keys->is_1_3 ? TLS_1_3_VERSION : TLS_1_2_VERSION;
	f->info.cipher_type = p.type;
	memcpy(p.key, keys->key.p, p.key_n);
	if (p.salt_n > 0)
		memcpy(p.salt, keys->iv.p, p.salt_n);
	if (counted)
		memcpy(p.iv, keys->sequence, sizeof keys->sequence);
	else
		memcpy(p.iv, keys->iv.p + p.salt_n, p.iv_n);
	memcpy(p.sequence, keys->sequence, sizeof keys->sequence);
	return p.length;
}
