/* SHA-256 and SHA-512: the examples of FIPS 180-4, however they are cut. */
#define _GNU_SOURCE
#include "base/sha2.h"

#include "base/text.h"

#include "unit/test.h"

#define LONG_256 "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
#define LONG_512                                                               \
	"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"             \
	"hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"

static const struct {
	const char *why;
	enum sha2_kind kind;
	const char *text;
	size_t times;
	const char *want;
} cases[] = {
	{ "SHA-256 of nothing", SHA2_256, "", 1,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85"
	    "5" },
	{ "one block", SHA2_256, "abc", 1,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a"
	    "d" },
	{ "two blocks", SHA2_256, LONG_256, 1,
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c"
	    "1" },
	{ "two blocks and their length", SHA2_256, LONG_512, 1,
	    "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d"
	    "1" },
	{ "a million times a", SHA2_256, "a", 1000000,
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd"
	    "0" },
	{ "SHA-512 of nothing", SHA2_512, "", 1,
	    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
	    "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3"
	    "e" },
	{ "one block", SHA2_512, "abc", 1,
	    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49"
	    "f" },
	{ "two blocks", SHA2_512, LONG_512, 1,
	    "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
	    "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be90"
	    "9" },
	{ "a million times a", SHA2_512, "a", 1000000,
	    "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
	    "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09"
	    "b" },
};

static const char *
hex(const unsigned char *p, size_t n)
{
	static char out[2 * SHA2_MOST + 1];
	struct text t = TEXT(out);

	text_hex_bytes(&t, p, n);
	text_char(&t, '\0');
	return out;
}

/* Pieces of every length up to two blocks give what the whole gives. */
static void
test_pieces(enum sha2_kind kind)
{
	static char bytes[1000];
	unsigned char whole[SHA2_MOST], part[SHA2_MOST];
	struct span all = guarded_n(bytes, sizeof bytes);
	size_t bad = 0;
	struct sha2 s;

	for (size_t i = 0; i < sizeof bytes; i++)
		((char *)all.p)[i] = (char)(i * 7);
	for (size_t n = 0; n <= 300; n++) {
		struct span text = { all.p + all.n - n, n };
		size_t digest_n;

		sha2_init(&s, kind);
		sha2_feed(&s, text);
		digest_n = sha2_end(&s, whole);
		for (size_t step = 1; step <= 257; step += 16) {
			sha2_init(&s, kind);
			for (size_t at = 0; at < n; at += step)
				sha2_feed(
				    &s, (struct span){ text.p + at,
					    n - at < step ? n - at : step });
			(void)sha2_end(&s, part);
			bad += memcmp(whole, part, digest_n) != 0;
		}
	}
	OK(bad == 0, "every length up to 300, in pieces, is the same (%zu bad)",
	    bad);
}

/* The standard's examples, cut anywhere. */
static void
test_cuts(size_t i)
{
	size_t n = strlen(cases[i].text), bad = 0;
	unsigned char digest[SHA2_MOST];
	struct sha2 s;

	for (size_t cut = 0; cut <= n; cut++) {
		size_t digest_n;

		sha2_init(&s, cases[i].kind);
		sha2_feed(&s, guarded_n(cases[i].text, cut));
		sha2_feed(&s, guarded_n(cases[i].text + cut, n - cut));
		digest_n = sha2_end(&s, digest);
		bad += strcmp(hex(digest, digest_n), cases[i].want) != 0;
	}
	OK(bad == 0, "%s, cut anywhere", cases[i].why);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned char digest[SHA2_MOST];
		struct sha2 s;
		size_t n;

		sha2_init(&s, cases[i].kind);
		for (size_t k = 0; k < cases[i].times; k++)
			sha2_feed(&s, span_str(cases[i].text));
		n = sha2_end(&s, digest);
		OK(strcmp(hex(digest, n), cases[i].want) == 0, "%s: %s",
		    cases[i].why, hex(digest, n));
	}
	for (size_t i = 0; i < COUNT(cases); i++)
		if (cases[i].times == 1)
			test_cuts(i);
	test_pieces(SHA2_256);
	test_pieces(SHA2_512);
	return DONE();
}
