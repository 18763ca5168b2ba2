#include "base/hmac.h"

#include <string.h>

/* Feeds the key with each byte changed by the pad. */
static void
feed_pad(struct sha2 *s, const struct hmac_key *key, unsigned char pad)
{
	unsigned char block[HMAC_BLOCK];

	for (size_t i = 0; i < sizeof block; i++)
		block[i] = key->block[i] ^ pad;
	sha2_init(s, SHA2_256);
	sha2_feed(s, (struct span){ (const char *)block, sizeof block });
}

void
hmac_key_make(struct span secret, struct hmac_key *key)
{
	struct sha2 s;

	memset(key->block, 0, sizeof key->block);
	if (secret.n <= sizeof key->block) {
		memcpy(key->block, secret.p, secret.n);
		return;
	}
	sha2_init(&s, SHA2_256);
	sha2_feed(&s, secret);
	(void)sha2_end(&s, key->block);
}

void
hmac_init(struct hmac *h, const struct hmac_key *key)
{
	h->key = key;
	feed_pad(&h->inner, key, 0x36);
}

void
hmac_feed(struct hmac *h, struct span piece)
{
	sha2_feed(&h->inner, piece);
}

void
hmac_end(struct hmac *h, unsigned char digest[SHA2_256_BYTES])
{
	struct sha2 outer;

	(void)sha2_end(&h->inner, digest);
	feed_pad(&outer, h->key, 0x5c);
	sha2_feed(
	    &outer, (struct span){ (const char *)digest, SHA2_256_BYTES });
	(void)sha2_end(&outer, digest);
}

bool
hmac_same(struct span a, struct span b)
{
	volatile unsigned char differ = 0;

	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		differ |= (unsigned char)(a.p[i] ^ b.p[i]);
	return differ == 0;
}
