#include "base/sha2.h"

#include <string.h>

/*
 * FIPS 180-4 4.2: the first 64 bits of the fractional parts of the cube roots
 * of the first 80 primes.  SHA-256 uses the upper halves of the first 64.
 */
static const uint64_t k[80] = {
	0x428a2f98d728ae22,
	0x7137449123ef65cd,
	0xb5c0fbcfec4d3b2f,
	0xe9b5dba58189dbbc,
	0x3956c25bf348b538,
	0x59f111f1b605d019,
	0x923f82a4af194f9b,
	0xab1c5ed5da6d8118,
	0xd807aa98a3030242,
	0x12835b0145706fbe,
	0x243185be4ee4b28c,
	0x550c7dc3d5ffb4e2,
	0x72be5d74f27b896f,
	0x80deb1fe3b1696b1,
	0x9bdc06a725c71235,
	0xc19bf174cf692694,
	0xe49b69c19ef14ad2,
	0xefbe4786384f25e3,
	0x0fc19dc68b8cd5b5,
	0x240ca1cc77ac9c65,
	0x2de92c6f592b0275,
	0x4a7484aa6ea6e483,
	0x5cb0a9dcbd41fbd4,
	0x76f988da831153b5,
	0x983e5152ee66dfab,
	0xa831c66d2db43210,
	0xb00327c898fb213f,
	0xbf597fc7beef0ee4,
	0xc6e00bf33da88fc2,
	0xd5a79147930aa725,
	0x06ca6351e003826f,
	0x142929670a0e6e70,
	0x27b70a8546d22ffc,
	0x2e1b21385c26c926,
	0x4d2c6dfc5ac42aed,
	0x53380d139d95b3df,
	0x650a73548baf63de,
	0x766a0abb3c77b2a8,
	0x81c2c92e47edaee6,
	0x92722c851482353b,
	0xa2bfe8a14cf10364,
	0xa81a664bbc423001,
	0xc24b8b70d0f89791,
	0xc76c51a30654be30,
	0xd192e819d6ef5218,
	0xd69906245565a910,
	0xf40e35855771202a,
	0x106aa07032bbd1b8,
	0x19a4c116b8d2d0c8,
	0x1e376c085141ab53,
	0x2748774cdf8eeb99,
	0x34b0bcb5e19b48a8,
	0x391c0cb3c5c95a63,
	0x4ed8aa4ae3418acb,
	0x5b9cca4f7763e373,
	0x682e6ff3d6b2b8a3,
	0x748f82ee5defb2fc,
	0x78a5636f43172f60,
	0x84c87814a1f0ab72,
	0x8cc702081a6439ec,
	0x90befffa23631e28,
	0xa4506cebde82bde9,
	0xbef9a3f7b2c67915,
	0xc67178f2e372532b,
	0xca273eceea26619c,
	0xd186b8c721c0c207,
	0xeada7dd6cde0eb1e,
	0xf57d4f7fee6ed178,
	0x06f067aa72176fba,
	0x0a637dc5a2c898a6,
	0x113f9804bef90dae,
	0x1b710b35131c471b,
	0x28db77f523047d84,
	0x32caab7b40c72493,
	0x3c9ebe0a15c9bebc,
	0x431d67c49c100d4c,
	0x4cc5d4becb3e42b6,
	0x597f299cfc657e2a,
	0x5fcb6fab3ad6faec,
	0x6c44198c4a475817,
};

/* 5.3: the same bits of the square roots of the first eight primes. */
static const uint64_t start[8] = {
	0x6a09e667f3bcc908,
	0xbb67ae8584caa73b,
	0x3c6ef372fe94f82b,
	0xa54ff53a5f1d36f1,
	0x510e527fade682d1,
	0x9b05688c2b3e6c1f,
	0x1f83d9abfb41bd6b,
	0x5be0cd19137e2179,
};

static uint32_t
rotate32(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static uint64_t
rotate64(uint64_t x, unsigned n)
{
	return x >> n | x << (64 - n);
}

static uint64_t
get(const unsigned char *p, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

static void
put(unsigned char *p, uint64_t v, size_t bytes)
{
	for (size_t i = bytes; i-- > 0; v >>= 8)
		p[i] = (unsigned char)v;
}

/* 6.2.2: one block of SHA-256. */
static void
mix256(uint64_t hash[8], const unsigned char *block)
{
	uint32_t w[64], s[8];

	for (int t = 0; t < 16; t++)
		w[t] = (uint32_t)get(block + 4 * t, 4);
	for (int t = 16; t < 64; t++) {
		uint32_t a = w[t - 15], b = w[t - 2];

		w[t] = w[t - 16] + w[t - 7] +
		       (rotate32(a, 7) ^ rotate32(a, 18) ^ a >> 3) +
		       (rotate32(b, 17) ^ rotate32(b, 19) ^ b >> 10);
	}
	for (int i = 0; i < 8; i++)
		s[i] = (uint32_t)hash[i];
	for (int t = 0; t < 64; t++) {
		uint32_t a = s[0], e = s[4];
		uint32_t t1 =
		    s[7] +
		    (rotate32(e, 6) ^ rotate32(e, 11) ^ rotate32(e, 25)) +
		    ((e & s[5]) ^ (~e & s[6])) + (uint32_t)(k[t] >> 32) + w[t];
		uint32_t t2 =
		    (rotate32(a, 2) ^ rotate32(a, 13) ^ rotate32(a, 22)) +
		    ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

		s[7] = s[6], s[6] = s[5], s[5] = e, s[4] = s[3] + t1;
		s[3] = s[2], s[2] = s[1], s[1] = a, s[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		hash[i] = (uint32_t)(hash[i] + s[i]);
}

/* 6.4.2: one block of SHA-512. */
static void
mix512(uint64_t hash[8], const unsigned char *block)
{
	uint64_t w[80], s[8];

	for (int t = 0; t < 16; t++)
		w[t] = get(block + 8 * t, 8);
	for (int t = 16; t < 80; t++) {
		uint64_t a = w[t - 15], b = w[t - 2];

		w[t] = w[t - 16] + w[t - 7] +
		       (rotate64(a, 1) ^ rotate64(a, 8) ^ a >> 7) +
		       (rotate64(b, 19) ^ rotate64(b, 61) ^ b >> 6);
	}
	memcpy(s, hash, sizeof s);
	for (int t = 0; t < 80; t++) {
		uint64_t a = s[0], e = s[4];
		uint64_t t1 =
		    s[7] +
		    (rotate64(e, 14) ^ rotate64(e, 18) ^ rotate64(e, 41)) +
		    ((e & s[5]) ^ (~e & s[6])) + k[t] + w[t];
		uint64_t t2 =
		    (rotate64(a, 28) ^ rotate64(a, 34) ^ rotate64(a, 39)) +
		    ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

		s[7] = s[6], s[6] = s[5], s[5] = e, s[4] = s[3] + t1;
		s[3] = s[2], s[2] = s[1], s[1] = a, s[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		hash[i] += s[i];
}

static size_t
block_size(const struct sha2 *s)
{
	return s->kind == SHA2_256 ? 64 : 128;
}

static void
mix(struct sha2 *s, const unsigned char *block)
{
	if (s->kind == SHA2_256)
		mix256(s->h, block);
	else
		mix512(s->h, block);
}

void
sha2_init(struct sha2 *s, enum sha2_kind kind)
{
	s->kind = kind;
	s->n = 0;
	for (int i = 0; i < 8; i++)
		s->h[i] = kind == SHA2_256 ? start[i] >> 32 : start[i];
}

void
sha2_feed(struct sha2 *s, struct span bytes)
{
	size_t size = block_size(s);

	while (bytes.n > 0) {
		size_t at = (size_t)(s->n % size), n = size - at;

		if (n > bytes.n)
			n = bytes.n;
		s->n += n;
		if (n == size) /* a whole block, without a copy */
			mix(s, (const unsigned char *)bytes.p);
		else {
			memcpy(s->block + at, bytes.p, n);
			if (at + n == size)
				mix(s, s->block);
		}
		bytes = span_from(bytes, n);
	}
}

/* 5.1: pads with a one, zeros, and the length in bits at the end of a block. */
size_t
sha2_end(struct sha2 *s, unsigned char *digest)
{
	static const unsigned char one[1] = { 0x80 }, zero[1] = { 0 };
	size_t size = block_size(s), word = size / 16;
	unsigned char length[16] = { 0 };

	put(length + 2 * word - 8, s->n << 3, 8);
	if (size == 128)
		length[7] = (unsigned char)(s->n >> 61);
	sha2_feed(s, (struct span){ (const char *)one, 1 });
	while (s->n % size != size - 2 * word)
		sha2_feed(s, (struct span){ (const char *)zero, 1 });
	sha2_feed(s, (struct span){ (const char *)length, 2 * word });
	for (size_t i = 0; i < 8; i++)
		put(digest + i * word, s->h[i], word);
	return 8 * word;
}
