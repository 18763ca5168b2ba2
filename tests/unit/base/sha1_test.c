/* SHA-1: the examples of FIPS 180-4, however they are cut. */
#define _GNU_SOURCE
#include "base/sha1.h"

#include "base/text.h"

#include "unit/test.h"

static const struct {
	const char *why, *text;
	size_t times;
	const char *want;
} cases[] = {
	{ "nothing", "", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
	{ "one block", "abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
	{ "two blocks",
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	    "84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
	{ "two blocks and their length",
	    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
	    "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	    1, "a49b2446a02c645bf419f995b67091253a04a259" },
	{ "a million times a", "a", 1000000,
	    "34aa973cd4c4daa4f61eeb2bdbad27316534016f" },
};

static const char *
hex(const unsigned char *p)
{
	static char out[2 * SHA1_BYTES + 1];
	struct text t = TEXT(out);

	text_hex_bytes(&t, p, SHA1_BYTES);
	text_char(&t, '\0');
	return out;
}

/* Pieces of every length up to two blocks give what the whole gives. */
static void
test_pieces(void)
{
	static char bytes[300];
	unsigned char whole[SHA1_BYTES], part[SHA1_BYTES];
	struct span all = guarded_n(bytes, sizeof bytes);
	size_t bad = 0;
	struct sha1 s;

	for (size_t i = 0; i < sizeof bytes; i++)
		((char *)all.p)[i] = (char)(i * 7);
	for (size_t n = 0; n <= sizeof bytes; n++) {
		struct span text = { all.p + all.n - n, n };

		sha1_init(&s);
		sha1_feed(&s, text);
		sha1_end(&s, whole);
		for (size_t step = 1; step <= 129; step += 16) {
			sha1_init(&s);
			for (size_t at = 0; at < n; at += step)
				sha1_feed(
				    &s, (struct span){ text.p + at,
					    n - at < step ? n - at : step });
			sha1_end(&s, part);
			bad += memcmp(whole, part, sizeof part) != 0;
		}
	}
	OK(bad == 0, "every length up to 300, in pieces, is the same (%zu bad)",
	    bad);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned char digest[SHA1_BYTES];
		struct sha1 s;

		sha1_init(&s);
		for (size_t n = 0; n < cases[i].times; n++)
			sha1_feed(&s, span_str(cases[i].text));
		sha1_end(&s, digest);
		OK(strcmp(hex(digest), cases[i].want) == 0, "%s: %s",
		    cases[i].why, hex(digest));
	}
	test_pieces();
	return DONE();
}
