/* The forms in which the kernel takes the keys of a session: linux/tls.h. */
#define _GNU_SOURCE
#include "tls/record_keys.h"

#include "unit/test.h"

#define BYTES "abcdefghijklmnopqrstuvwxyz0123456789"

static const struct {
	const char *why;
	enum record_keys_cipher cipher;
	bool is_1_3;
	size_t key, iv; /* lengths */
	size_t length;  /* length of the form; 0: the keys are refused */
	unsigned short type;
	const char *salt, *nonce;
} cases[] = {
	{ "AES-128-GCM of TLS 1.3: the IV is salt and nonce (8446 5.3)",
	    RECORD_KEYS_AES_128_GCM, true, 16, 12,
	    sizeof(struct tls12_crypto_info_aes_gcm_128),
	    TLS_CIPHER_AES_GCM_128, "abcd", "efghijkl" },
	{ "AES-256-GCM of TLS 1.3", RECORD_KEYS_AES_256_GCM, true, 32, 12,
	    sizeof(struct tls12_crypto_info_aes_gcm_256),
	    TLS_CIPHER_AES_GCM_256, "abcd", "efghijkl" },
	{ "AES-128-GCM of TLS 1.2: the sender counts (5288 3)",
	    RECORD_KEYS_AES_128_GCM, false, 16, 4,
	    sizeof(struct tls12_crypto_info_aes_gcm_128),
	    TLS_CIPHER_AES_GCM_128, "abcd", "\1\2\3\4\5\6\7\10" },
	{ "AES-256-GCM of TLS 1.2", RECORD_KEYS_AES_256_GCM, false, 32, 4,
	    sizeof(struct tls12_crypto_info_aes_gcm_256),
	    TLS_CIPHER_AES_GCM_256, "abcd", "\1\2\3\4\5\6\7\10" },
	{ "ChaCha20 of TLS 1.3: no salt", RECORD_KEYS_CHACHA20_POLY1305, true,
	    32, 12, sizeof(struct tls12_crypto_info_chacha20_poly1305),
	    TLS_CIPHER_CHACHA20_POLY1305, "", "abcdefghijkl" },
	{ "ChaCha20 of TLS 1.2: the same (7905 2)",
	    RECORD_KEYS_CHACHA20_POLY1305, false, 32, 12,
	    sizeof(struct tls12_crypto_info_chacha20_poly1305),
	    TLS_CIPHER_CHACHA20_POLY1305, "", "abcdefghijkl" },
	{ .why = "a key of another length",
	    .cipher = RECORD_KEYS_AES_128_GCM,
	    .is_1_3 = true,
	    .key = 32,
	    .iv = 12 },
	{ .why = "TLS 1.3 with the IV of 1.2",
	    .cipher = RECORD_KEYS_AES_128_GCM,
	    .is_1_3 = true,
	    .key = 16,
	    .iv = 4 },
	{ .why = "TLS 1.2 with the IV of 1.3",
	    .cipher = RECORD_KEYS_AES_256_GCM,
	    .key = 32,
	    .iv = 12 },
	{ .why = "no IV",
	    .cipher = RECORD_KEYS_CHACHA20_POLY1305,
	    .is_1_3 = true,
	    .key = 32 },
};

/* The parts of a form of this cipher. */
static void
parts_of(const union record_keys_form *f, enum record_keys_cipher cipher,
    const unsigned char *part[4])
{
	switch (cipher) {
	case RECORD_KEYS_AES_128_GCM:
		part[0] = f->aes_128.key, part[1] = f->aes_128.salt;
		part[2] = f->aes_128.iv, part[3] = f->aes_128.rec_seq;
		break;
	case RECORD_KEYS_AES_256_GCM:
		part[0] = f->aes_256.key, part[1] = f->aes_256.salt;
		part[2] = f->aes_256.iv, part[3] = f->aes_256.rec_seq;
		break;
	case RECORD_KEYS_CHACHA20_POLY1305:
		part[0] = f->chacha20.key, part[1] = f->chacha20.salt;
		part[2] = f->chacha20.iv, part[3] = f->chacha20.rec_seq;
		break;
	}
}

static void
test_case(size_t i)
{
	struct record_keys keys = { cases[i].cipher, cases[i].is_1_3,
		guarded_n(BYTES, cases[i].key), guarded_n(BYTES, cases[i].iv),
		{ 1, 2, 3, 4, 5, 6, 7, 8 } };
	union record_keys_form f;
	const unsigned char *part[4] = { 0 };
	bool good = record_keys_put(&keys, &f) == cases[i].length;

	if (cases[i].length > 0) {
		parts_of(&f, cases[i].cipher, part);
		good = good && f.info.cipher_type == cases[i].type &&
		       f.info.version == (cases[i].is_1_3 ? TLS_1_3_VERSION
							  : TLS_1_2_VERSION) &&
		       memcmp(part[0], BYTES, cases[i].key) == 0 &&
		       memcmp(part[1], cases[i].salt, strlen(cases[i].salt)) ==
			   0 &&
		       memcmp(part[2], cases[i].nonce,
			   strlen(cases[i].nonce)) == 0 &&
		       memcmp(part[3], keys.sequence, 8) == 0;
	}
	OK(good, "%s", cases[i].why);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		test_case(i);
	return DONE();
}
