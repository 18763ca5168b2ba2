#include "base/qr_parts.h"

#include <string.h>

/* ISO/IEC 18004 table 9, versions 1 to 10: codewords. */
static const uint8_t data_blocks[2][QR_VERSIONS] = {
	{ 1, 1, 1, 1, 1, 2, 2, 2, 2, 4 }, /* L */
	{ 1, 1, 1, 2, 2, 4, 4, 4, 5, 5 }, /* M */
};
static const uint8_t check_words[2][QR_VERSIONS] = {
	{ 7, 10, 15, 20, 26, 18, 20, 24, 30, 18 },
	{ 10, 16, 26, 18, 24, 16, 18, 22, 22, 26 },
};
static const uint16_t all_words[QR_VERSIONS] = { 26, 44, 70, 100, 134, 172, 196,
	242, 292, 346 };

#define WORDS_MOST 346
#define CHECK_MOST 30

/*
 * Table E.1: the distance between alignment patterns, counted from the last
 * one; version 1 has no alignment patterns.
 */
static const uint8_t align_step[QR_VERSIONS] = { 0, 12, 16, 20, 24, 28, 16, 18,
	20, 22 };

static unsigned
check_of(const struct qr *q)
{
	return check_words[q->level_m][q->version - 1];
}

static unsigned
blocks_of(const struct qr *q)
{
	return data_blocks[q->level_m][q->version - 1];
}

static unsigned
data_of(const struct qr *q)
{
	return all_words[q->version - 1] - check_of(q) * blocks_of(q);
}

/* Returns the bits of the count of bytes (table 3). */
static unsigned
count_bits(const struct qr *q)
{
	return q->version < 10 ? 8 : 16;
}

static bool
has_room(const struct qr *q, size_t n)
{
	return 4 + count_bits(q) + 8 * n <= (size_t)8 * data_of(q);
}

/*
 * Chooses the smallest version that holds n bytes, and the highest level that
 * still fits.
 */
static bool
choose(struct qr *q, size_t n)
{
	for (q->version = 1; q->version <= QR_VERSIONS; q->version++) {
		q->level_m = true;
		if (has_room(q, n))
			break;
		q->level_m = false;
		if (has_room(q, n))
			break;
	}
	q->side = 17 + 4 * q->version;
	return q->version <= QR_VERSIONS;
}

/* Appends the bits of a value, the highest first. */
static void
put_bits(uint8_t *words, unsigned *at, unsigned value, unsigned n)
{
	while (n-- > 0) {
		if (value >> n & 1)
			words[*at / 8] |= (uint8_t)(0x80 >> *at % 8);
		++*at;
	}
}

/* 7.4: mode, count, bytes, terminator and padding. */
static void
put_data(const struct qr *q, struct span s, uint8_t words[WORDS_MOST])
{
	unsigned at = 0, n = data_of(q);

	memset(words, 0, WORDS_MOST);
	put_bits(words, &at, 4, 4);
	put_bits(words, &at, (unsigned)s.n, count_bits(q));
	for (size_t i = 0; i < s.n; i++)
		put_bits(words, &at, (unsigned char)s.p[i], 8);
	at = (at + 4 + 7) / 8;
	for (unsigned pad = 0xec; at < n; pad ^= 0xec ^ 0x11)
		words[at++] = (uint8_t)pad;
}

/* Multiplies in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1. */
static uint8_t
multiply(uint8_t a, uint8_t b)
{
	unsigned product = 0;

	for (int bit = 7; bit >= 0; bit--) {
		product = product << 1 ^ (product >> 7) * 0x11d;
		if (b >> bit & 1)
			product ^= a;
	}
	return (uint8_t)product;
}

/* 7.5.2: the remainder of the data by the generator polynomial of degree n. */
static void
put_check(const uint8_t *data, size_t ndata, uint8_t *check, unsigned n)
{
	uint8_t generator[CHECK_MOST] = { 0 }, root = 1;

	generator[n - 1] = 1;
	for (unsigned i = 0; i < n; i++) {
		for (unsigned j = 0; j < n; j++) {
			generator[j] = multiply(generator[j], root);
			if (j + 1 < n)
				generator[j] ^= generator[j + 1];
		}
		root = multiply(root, 2);
	}
	memset(check, 0, n);
	for (size_t i = 0; i < ndata; i++) {
		uint8_t factor = data[i] ^ check[0];

		memmove(check, check + 1, n - 1);
		check[n - 1] = 0;
		for (unsigned j = 0; j < n; j++)
			check[j] ^= multiply(generator[j], factor);
	}
}

/* 7.6: takes the words of all blocks in turn; the longer blocks come last. */
static void
interleave(const struct qr *q, const uint8_t *data, uint8_t *out)
{
	unsigned blocks = blocks_of(q), ncheck = check_of(q);
	unsigned total = data_of(q), least = total / blocks;
	unsigned longer_from = blocks - total % blocks;

	for (unsigned b = 0, from = 0; b < blocks; b++) {
		unsigned n = least + (b >= longer_from);
		uint8_t check[CHECK_MOST];

		for (unsigned i = 0; i < least; i++)
			out[i * blocks + b] = data[from + i];
		if (n > least)
			out[least * blocks + b - longer_from] =
			    data[from + least];
		put_check(data + from, n, check, ncheck);
		for (unsigned i = 0; i < ncheck; i++)
			out[total + i * blocks + b] = check[i];
		from += n;
	}
}

static void
place(struct qr *q, unsigned x, unsigned y, bool dark)
{
	uint64_t bit = UINT64_C(1) << x;

	q->placed[y] |= bit;
	q->dark[y] = dark ? q->dark[y] | bit : q->dark[y] & ~bit;
}

bool
qr_dark(const struct qr *q, unsigned x, unsigned y)
{
	return q->dark[y] >> x & 1;
}

static unsigned
distance(unsigned a, unsigned b)
{
	return a > b ? a - b : b - a;
}

static unsigned
farther(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

/* 6.3.3 and 6.3.4: a finder with its separator, around its centre. */
static void
place_finder(struct qr *q, unsigned cx, unsigned cy)
{
	for (unsigned y = 0; y < q->side; y++)
		for (unsigned x = 0; x < q->side; x++) {
			unsigned far =
			    farther(distance(x, cx), distance(y, cy));

			if (far <= 4)
				place(q, x, y, far != 2 && far != 4);
		}
}

/* 6.3.6: an alignment pattern is 5 modules wide. */
static void
place_alignment(struct qr *q, unsigned cx, unsigned cy)
{
	for (unsigned y = cy - 2; y <= cy + 2; y++)
		for (unsigned x = cx - 2; x <= cx + 2; x++)
			place(q, x, y,
			    farther(distance(x, cx), distance(y, cy)) != 1);
}

static void
place_alignments(struct qr *q)
{
	unsigned step = align_step[q->version - 1], last = q->side - 7;
	unsigned n = q->version == 1 ? 0 : q->version < 7 ? 2 : 3;

	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < n; j++) {
			unsigned x = i == 0 ? 6 : last - (n - 1 - i) * step;
			unsigned y = j == 0 ? 6 : last - (n - 1 - j) * step;
			bool finder = (i == 0 && j == 0) ||
				      (i == 0 && j == n - 1) ||
				      (i == n - 1 && j == 0);

			if (!finder)
				place_alignment(q, x, y);
		}
}

/* Returns the remainder of value * x^n by the polynomial of degree n. */
static unsigned
bch(unsigned value, unsigned polynomial, unsigned n)
{
	unsigned rest = value;

	for (unsigned i = 0; i < n; i++)
		rest = rest << 1 ^ (rest >> (n - 1) & 1) * polynomial;
	return rest & ((1u << n) - 1);
}

/* 7.9: level and mask, which the symbol contains twice. */
static void
place_format(struct qr *q)
{
	unsigned what = (q->level_m ? 0u : 1u) << 3 | q->mask;
	unsigned bits = (what << 10 | bch(what, 0x537, 10)) ^ 0x5412;

	for (unsigned i = 0; i < 15; i++) {
		bool dark = bits >> i & 1;
		unsigned at = i < 6 ? i : i < 8 ? i + 1 : 14 - i;

		if (i < 8) {
			place(q, 8, at, dark);
			place(q, q->side - 1 - i, 8, dark);
		} else {
			place(q, i == 8 ? 7 : at, 8, dark);
			place(q, 8, q->side - 15 + i, dark);
		}
	}
	place(q, 8, q->side - 8, true);
}

/* 7.10: the version, which symbols from version 7 on contain twice. */
static void
place_version(struct qr *q)
{
	unsigned bits = q->version << 12 | bch(q->version, 0x1f25, 12);

	for (unsigned i = 0; q->version >= 7 && i < 18; i++) {
		place(q, q->side - 11 + i % 3, i / 3, bits >> i & 1);
		place(q, i / 3, q->side - 11 + i % 3, bits >> i & 1);
	}
}

static void
place_patterns(struct qr *q)
{
	for (unsigned i = 0; i < q->side; i++) {
		place(q, 6, i, i % 2 == 0);
		place(q, i, 6, i % 2 == 0);
	}
	place_finder(q, 3, 3);
	place_finder(q, q->side - 4, 3);
	place_finder(q, 3, q->side - 4);
	place_alignments(q);
	place_format(q);
	place_version(q);
}

/* 7.7.3: pairs of columns from the right, upwards and downwards in turn. */
static void
place_words(struct qr *q, const uint8_t *words)
{
	unsigned at = 0, end = 8u * all_words[q->version - 1];
	bool up = true;

	for (unsigned right = q->side - 1; right < q->side; right -= 2) {
		if (right == 6)
			right--;
		for (unsigned i = 0; i < 2 * q->side; i++) {
			unsigned y = up ? q->side - 1 - i / 2 : i / 2;
			unsigned x = right - i % 2;

			if (q->placed[y] >> x & 1 || at == end)
				continue;
			if (words[at / 8] << at % 8 & 0x80)
				q->dark[y] |= UINT64_C(1) << x;
			at++;
		}
		up = !up;
	}
}

/* Returns whether the mask inverts the module (table 10). */
static bool
is_masked(unsigned mask, unsigned x, unsigned y)
{
	switch (mask) {
	case 0:
		return (y + x) % 2 == 0;
	case 1:
		return y % 2 == 0;
	case 2:
		return x % 3 == 0;
	case 3:
		return (y + x) % 3 == 0;
	case 4:
		return (y / 2 + x / 3) % 2 == 0;
	case 5:
		return y * x % 2 + y * x % 3 == 0;
	case 6:
		return (y * x % 2 + y * x % 3) % 2 == 0;
	default:
		return ((y + x) % 2 + y * x % 3) % 2 == 0;
	}
}

static void
apply_mask(struct qr *q, unsigned mask)
{
	q->mask = mask;
	for (unsigned y = 0; y < q->side; y++)
		for (unsigned x = 0; x < q->side; x++)
			if (!(q->placed[y] >> x & 1) && is_masked(mask, x, y))
				q->dark[y] ^= UINT64_C(1) << x;
	place_format(q);
}

/* Takes the mask with the lowest penalty, the first if several have it. */
static void
choose_mask(struct qr *q)
{
	unsigned best = 0, least = 0;

	for (unsigned mask = 0; mask < 8; mask++) {
		unsigned penalty;

		apply_mask(q, mask);
		penalty = qr_penalty(q);
		if (mask == 0 || penalty < least) {
			least = penalty;
			best = mask;
		}
		apply_mask(q, mask); /* applying a mask twice removes it */
	}
	apply_mask(q, best);
}

bool
qr_make(struct qr *q, struct span s)
{
	uint8_t data[WORDS_MOST], words[WORDS_MOST];

	*q = (struct qr){ 0 };
	if (!choose(q, s.n))
		return false;
	put_data(q, s, data);
	interleave(q, data, words);
	place_patterns(q);
	place_words(q, words);
	choose_mask(q);
	return true;
}
