#include "base/shacrypt.h"

#include "base/sha2.h"

#define ROUNDS 5000
#define ROUNDS_LEAST 1000
#define ROUNDS_MOST 999999999
#define SALT_MOST 16

struct setting {
	enum sha2_kind kind;
	struct span salt;
	uint64_t rounds;
	bool has_rounds;
};

static bool
read_setting(struct span s, struct setting *out)
{
	struct span rest, number;

	if (span_starts(s, SPAN("$5$")))
		out->kind = SHA2_256;
	else if (span_starts(s, SPAN("$6$")))
		out->kind = SHA2_512;
	else
		return false;
	s = span_from(s, 3);
	out->rounds = ROUNDS;
	out->has_rounds = span_starts(s, SPAN("rounds="));
	if (out->has_rounds) {
		if (!span_cut(s, '$', &number, &s) ||
		    !span_u64(span_from(number, 7), &out->rounds) ||
		    out->rounds < ROUNDS_LEAST || out->rounds > ROUNDS_MOST)
			return false;
	}
	(void)span_cut(s, '$', &out->salt, &rest);
	if (out->salt.n > SALT_MOST)
		out->salt.n = SALT_MOST;
	return true;
}

/* Feeds n bytes of the digest, repeated as often as necessary. */
static void
feed_repeated(struct sha2 *h, struct span digest, size_t n)
{
	while (n > digest.n) {
		sha2_feed(h, digest);
		n -= digest.n;
	}
	sha2_feed(h, (struct span){ digest.p, n });
}

struct digest {
	unsigned char byte[SHA2_MOST];
	size_t n;
};

static struct span
span_of(const struct digest *d)
{
	return (struct span){ (const char *)d->byte, d->n };
}

/* Steps 1 to 12. */
static void
begin(const struct setting *s, struct span key, struct digest *a)
{
	struct digest b;
	struct sha2 h;

	sha2_init(&h, s->kind);
	sha2_feed(&h, key);
	sha2_feed(&h, s->salt);
	sha2_feed(&h, key);
	b.n = sha2_end(&h, b.byte);
	sha2_init(&h, s->kind);
	sha2_feed(&h, key);
	sha2_feed(&h, s->salt);
	feed_repeated(&h, span_of(&b), key.n);
	for (size_t n = key.n; n > 0; n >>= 1)
		sha2_feed(&h, n & 1 ? span_of(&b) : key);
	a->n = sha2_end(&h, a->byte);
}

/*
 * Steps 13 to 15 and 17 to 19: the sequences P and S, made from key and salt.
 */
static void
repeat(enum sha2_kind kind, struct span s, size_t times, struct digest *out)
{
	struct sha2 h;

	sha2_init(&h, kind);
	while (times-- > 0)
		sha2_feed(&h, s);
	out->n = sha2_end(&h, out->byte);
}

/* The rounds between two calls of the patience, about 10 ms. */
#define PAUSE 8192

/* Step 21; returns false if the patience ends first. */
static bool
turn(const struct setting *s, struct span key, const struct digest *p,
    const struct digest *salt, struct digest *a,
    const struct patience *patience)
{
	struct sha2 h;

	for (uint64_t i = 0; i < s->rounds; i++) {
		if (i % PAUSE == 0 && !patience_lasts(patience))
			return false;
		sha2_init(&h, s->kind);
		if (i & 1)
			feed_repeated(&h, span_of(p), key.n);
		else
			sha2_feed(&h, span_of(a));
		if (i % 3 != 0)
			feed_repeated(&h, span_of(salt), s->salt.n);
		if (i % 7 != 0)
			feed_repeated(&h, span_of(p), key.n);
		if (i & 1)
			sha2_feed(&h, span_of(a));
		else
			feed_repeated(&h, span_of(p), key.n);
		(void)sha2_end(&h, a->byte);
	}
	return true;
}

/* Appends base64 digits, low bits first. */
static void
put_letters(struct text *t, unsigned v, int n)
{
	while (n-- > 0) {
		text_char(t, "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz"[v & 63]);
		v >>= 6;
	}
}

/* Step 22: takes each three bytes from the three thirds, in turn. */
static void
put_digest(struct text *t, enum sha2_kind kind, const unsigned char *d)
{
	size_t third = kind == SHA2_256 ? 10 : 21;
	size_t a = 0, b = third, c = 2 * third;

	for (size_t i = 0; i < third; i++) {
		size_t was = a;

		put_letters(
		    t, (unsigned)d[a] << 16 | (unsigned)d[b] << 8 | d[c], 4);
		if (kind == SHA2_256)
			a = c + 1, c = b + 1, b = was + 1;
		else
			a = b + 1, b = c + 1, c = was + 1;
	}
	if (kind == SHA2_256)
		put_letters(t, (unsigned)d[31] << 8 | d[30], 3);
	else
		put_letters(t, d[63], 2);
}

bool
shacrypt_put(struct text *t, struct span password, struct span setting,
    const struct patience *patience)
{
	struct digest a, p, salt;
	struct setting s;

	if (!read_setting(setting, &s))
		return false;
	begin(&s, password, &a);
	repeat(s.kind, password, password.n, &p);
	repeat(s.kind, s.salt, 16 + a.byte[0], &salt);
	if (!turn(&s, password, &p, &salt, &a, patience))
		return false;
	text_put(t, s.kind == SHA2_256 ? SPAN("$5$") : SPAN("$6$"));
	if (s.has_rounds) {
		text_put(t, SPAN("rounds="));
		text_u64(t, s.rounds);
		text_char(t, '$');
	}
	text_put(t, s.salt);
	text_char(t, '$');
	put_digest(t, s.kind, a.byte);
	return true;
}
