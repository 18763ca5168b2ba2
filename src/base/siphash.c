#include "base/siphash.h"

/* The length of the message, eight bytes, is in the top byte of the last. */
#define LAST (UINT64_C(8) << 56)

static uint64_t
turn(uint64_t v, int bits)
{
	return v << bits | v >> (64 - bits);
}

static void
mix(uint64_t v[4], int rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = turn(v[1], 13) ^ v[0];
		v[3] = turn(v[3], 16) ^ v[2];
		v[0] = turn(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = turn(v[1], 17) ^ v[2];
		v[3] = turn(v[3], 21) ^ v[0];
		v[2] = turn(v[2], 32);
	}
}

uint64_t
siphash_word(const uint64_t key[2], uint64_t word)
{
	uint64_t v[4] = { key[0] ^ UINT64_C(0x736f6d6570736575),
		key[1] ^ UINT64_C(0x646f72616e646f6d),
		key[0] ^ UINT64_C(0x6c7967656e657261),
		key[1] ^ UINT64_C(0x7465646279746573) };

	v[3] ^= word;
	mix(v, 2);
	v[0] ^= word;
	v[3] ^= LAST;
	mix(v, 2);
	v[0] ^= LAST;
	v[2] ^= 0xff;
	mix(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
