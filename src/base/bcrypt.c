#include "base/bcrypt.h"

#include <string.h>

#define ROUNDS 16

/* The iterations between two calls of the patience, about 10 ms. */
#define PAUSE 256

/* The P array, followed by the four S boxes. */
#define BOXES (ROUNDS + 2)
#define WORDS (BOXES + 4 * 256)

struct blowfish {
	uint32_t w[WORDS];
};

static const uint32_t pi[] = {
#include "base/pi.def"
};

_Static_assert(sizeof pi == sizeof(struct blowfish), "all of it is set");

static const char letter[] =
    "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

static uint32_t
mix(const struct blowfish *b, uint32_t v)
{
	const uint32_t *box = b->w + BOXES;

	return ((box[v >> 24] + box[256 + (v >> 16 & 255)]) ^
		   box[512 + (v >> 8 & 255)]) +
	       box[768 + (v & 255)];
}

static void
encipher(const struct blowfish *b, uint32_t *left, uint32_t *right)
{
	uint32_t l = *left, r = *right;

	for (int i = 0; i < ROUNDS; i += 2) {
		l ^= b->w[i];
		r ^= mix(b, l) ^ b->w[i + 1];
		l ^= mix(b, r);
	}
	*left = r ^ b->w[ROUNDS + 1];
	*right = l ^ b->w[ROUNDS];
}

/* Reads four bytes from *at on, starting again at the end of the key. */
static uint32_t
next_word(struct span bytes, size_t *at)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		v = v << 8 | (unsigned char)bytes.p[*at];
		*at = (*at + 1) % bytes.n;
	}
	return v;
}

/* ExpandKey of the paper.  An empty salt counts as zeros. */
static void
expand(struct blowfish *b, struct span salt, struct span key)
{
	uint32_t l = 0, r = 0;
	size_t at = 0;

	for (int i = 0; i < BOXES; i++)
		b->w[i] ^= next_word(key, &at);
	at = 0;
	for (size_t i = 0; i < WORDS; i += 2) {
		if (salt.n > 0) {
			l ^= next_word(salt, &at);
			r ^= next_word(salt, &at);
		}
		encipher(b, &l, &r);
		b->w[i] = l;
		b->w[i + 1] = r;
	}
}

/*
 * Reads bcrypt's variant of base64, which has another alphabet and no padding.
 */
static bool
read_letters(struct span s, unsigned char *out, size_t n)
{
	uint32_t v = 0;
	size_t bits = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *at = memchr(letter, s.p[i], 64);

		if (at == NULL)
			return false;
		v = v << 6 | (uint32_t)(at - letter);
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		if (n-- > 0)
			*out++ = (unsigned char)(v >> bits);
	}
	return true;
}

static void
put_letters(struct text *t, const unsigned char *p, size_t n)
{
	uint32_t v = 0;
	size_t bits = 0;

	for (size_t i = 0; i < n; i++) {
		v = v << 8 | p[i];
		for (bits += 8; bits >= 6; bits -= 6)
			text_char(t, letter[v >> (bits - 6) & 63]);
	}
	if (bits > 0)
		text_char(t, letter[v << (6 - bits) & 63]);
}

/*
 * Enciphers "OrpheanBeholderScryDoubt" 64 times; the last byte is not output.
 */
static void
put_hash(struct text *t, const struct blowfish *b)
{
	uint32_t w[6] = { 0x4f727068, 0x65616e42, 0x65686f6c, 0x64657253,
		0x63727944, 0x6f756274 };
	unsigned char out[24];

	for (int i = 0; i < 6; i += 2)
		for (int k = 0; k < 64; k++)
			encipher(b, &w[i], &w[i + 1]);
	for (size_t i = 0; i < sizeof out; i++)
		out[i] = (unsigned char)(w[i / 4] >> (24 - 8 * (i % 4)));
	put_letters(t, out, 23);
}

/* "$2y$" two digits "$" 22 letters */
static bool
read_setting(struct span s, unsigned *cost, unsigned char salt[16])
{
	if (s.n < 29 || s.p[0] != '$' || s.p[1] != '2' ||
	    memchr("yab", s.p[2], 3) == NULL || s.p[3] != '$' ||
	    s.p[6] != '$' || s.p[4] < '0' || s.p[4] > '3' || s.p[5] < '0' ||
	    s.p[5] > '9')
		return false;
	*cost = (unsigned)(s.p[4] - '0') * 10 + (unsigned)(s.p[5] - '0');
	return *cost >= 4 && *cost <= 31 &&
	       read_letters((struct span){ s.p + 7, 22 }, salt, 16);
}

bool
bcrypt_put(struct text *t, struct span password, struct span setting,
    const struct patience *patience)
{
	unsigned char bytes[16];
	char room[73];
	struct text key = TEXT(room);
	struct span salt = { (const char *)bytes, sizeof bytes };
	struct blowfish b;
	unsigned cost;

	if (!read_setting(setting, &cost, bytes))
		return false;
	text_put(&key, password);
	text_char(&key, '\0'); /* the NUL is part of the key, if it fits */
	if (key.n > 72)
		key.n = 72;
	memcpy(&b, pi, sizeof b);
	expand(&b, salt, TEXT_SPAN(key));
	for (uint64_t i = 0; i < (uint64_t)1 << cost; i++) {
		if (i % PAUSE == 0 && !patience_lasts(patience))
			return false;
		expand(&b, SPAN(""), TEXT_SPAN(key));
		expand(&b, SPAN(""), salt);
	}
	text_put(t, (struct span){ setting.p, 7 });
	put_letters(t, bytes, sizeof bytes);
	put_hash(t, &b);
	return true;
}
