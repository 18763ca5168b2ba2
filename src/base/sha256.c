#include "base/sha256.h"

#include <string.h>

static const uint32_t k[64] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
	0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
	0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138,
	0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624,
	0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f,
	0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2 };

static uint32_t
turn(uint32_t v, unsigned n)
{
	return v >> n | v << (32 - n);
}

/* FIPS 180-4 6.2.2; the names are the standard's. */
static void
mix(struct sha256 *h, const unsigned char *p)
{
	uint32_t w[64], v[8];

	for (size_t t = 0; t < 16; t++, p += 4)
		w[t] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		       (uint32_t)p[2] << 8 | p[3];
	for (size_t t = 16; t < 64; t++) {
		uint32_t a = w[t - 15], b = w[t - 2];

		w[t] = w[t - 16] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) +
		       w[t - 7] + (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
	}
	memcpy(v, h->state, sizeof v);
	for (size_t t = 0; t < 64; t++) {
		uint32_t a = v[0], e = v[4], t1, t2;

		t1 = v[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
		     ((e & v[5]) ^ (~e & v[6])) + k[t] + w[t];
		t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) +
		     ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof *v);
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (size_t i = 0; i < 8; i++)
		h->state[i] += v[i];
}

void
sha256_init(struct sha256 *h)
{
	static const uint32_t first[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
		0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(h->state, first, sizeof first);
	h->n = 0;
}

void
sha256_add(struct sha256 *h, struct span s)
{
	while (s.n > 0) {
		size_t have = h->n % 64, take = 64 - have;

		if (take > s.n)
			take = s.n;
		h->n += take;
		if (take == 64) {
			mix(h, (const unsigned char *)s.p);
		} else {
			memcpy(h->block + have, s.p, take);
			if (have + take == 64)
				mix(h, h->block);
		}
		s = span_from(s, take);
	}
}

void
sha256_done(struct sha256 *h, unsigned char digest[SHA256_BYTES])
{
	static const char pad[64] = { (char)0x80 };
	uint64_t bits = h->n * 8;
	size_t have = h->n % 64;
	char length[8];

	for (size_t i = 0; i < 8; i++)
		length[i] = (char)(bits >> (56 - 8 * i));
	sha256_add(h, (struct span){ pad, have < 56 ? 56 - have : 120 - have });
	sha256_add(h, (struct span){ length, sizeof length });
	for (size_t i = 0; i < SHA256_BYTES; i++)
		digest[i] =
		    (unsigned char)(h->state[i / 4] >> (24 - i % 4 * 8));
}

void
sha256_put(struct text *t, const unsigned char *digest, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		text_hex(t, digest[i] >> 4);
		text_hex(t, digest[i] & 15);
	}
}
