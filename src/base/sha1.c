#include "base/sha1.h"

#include <string.h>

#define BLOCK 64

/* FIPS 180-4 5.3.1 */
static const uint32_t start[5] = { 0x67452301, 0xefcdab89, 0x98badcfe,
	0x10325476, 0xc3d2e1f0 };

/* 4.2.1: the constants of the four rounds of 20 steps. */
static const uint32_t k[4] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };

static uint32_t
rotate(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

/* 4.1.1: the functions Ch, Parity, Maj and Parity. */
static uint32_t
choose(int t, uint32_t x, uint32_t y, uint32_t z)
{
	if (t < 20)
		return (x & y) ^ (~x & z);
	if (t >= 40 && t < 60)
		return (x & y) ^ (x & z) ^ (y & z);
	return x ^ y ^ z;
}

/* 6.1.2: one block. */
static void
mix(uint32_t h[5], const unsigned char *block)
{
	uint32_t w[80], s[5];

	for (int t = 0; t < 16; t++)
		w[t] = (uint32_t)block[4 * t] << 24 |
		       (uint32_t)block[4 * t + 1] << 16 |
		       (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
	for (int t = 16; t < 80; t++)
		w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	memcpy(s, h, sizeof s);
	for (int t = 0; t < 80; t++) {
		uint32_t next = rotate(s[0], 5) + choose(t, s[1], s[2], s[3]) +
				s[4] + k[t / 20] + w[t];

		s[4] = s[3], s[3] = s[2], s[2] = rotate(s[1], 30);
		s[1] = s[0], s[0] = next;
	}
	for (int i = 0; i < 5; i++)
		h[i] += s[i];
}

void
sha1_init(struct sha1 *s)
{
	s->n = 0;
	memcpy(s->h, start, sizeof s->h);
}

void
sha1_feed(struct sha1 *s, struct span bytes)
{
	while (bytes.n > 0) {
		size_t at = (size_t)(s->n % BLOCK), n = BLOCK - at;

		if (n > bytes.n)
			n = bytes.n;
		s->n += n;
		if (n == BLOCK) /* a whole block, without a copy */
			mix(s->h, (const unsigned char *)bytes.p);
		else {
			memcpy(s->block + at, bytes.p, n);
			if (at + n == BLOCK)
				mix(s->h, s->block);
		}
		bytes = span_from(bytes, n);
	}
}

/* 5.1.1: pads with a one, zeros, and the length in bits at the end of a block.
 */
void
sha1_end(struct sha1 *s, unsigned char digest[SHA1_BYTES])
{
	unsigned char end[2 * BLOCK] = { 0x80 };
	size_t at = (size_t)(s->n % BLOCK);
	size_t n = (at < BLOCK - 8 ? BLOCK : 2 * BLOCK) - at;

	for (size_t i = 0; i < 8; i++)
		end[n - 1 - i] = (unsigned char)(s->n << 3 >> 8 * i);
	sha1_feed(s, (struct span){ (const char *)end, n });
	for (size_t i = 0; i < SHA1_BYTES; i++)
		digest[i] = (unsigned char)(s->h[i / 4] >> (24 - i % 4 * 8));
}
