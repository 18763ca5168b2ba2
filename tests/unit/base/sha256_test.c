#define _GNU_SOURCE
#include "base/sha256.h"

#include "unit/test.h"

/* FIPS 180-4's examples, and those of NIST's CAVP around a block's end. */
static const struct {
	const char *why, *s, *want;
} cases[] = {
	{ "nothing", "",
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85"
	    "5" },
	{ "one block", "abc",
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a"
	    "d" },
	{ "56 bytes: the length needs a second block",
	    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c"
	    "1" },
	{ "two blocks",
	    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
	    "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	    "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d"
	    "1" },
};

static const char *
hex(struct sha256 *h)
{
	static char buf[65];
	unsigned char digest[SHA256_BYTES];
	struct text t = { buf, 64, 0 };

	sha256_done(h, digest);
	sha256_put(&t, digest, sizeof digest);
	return buf;
}

int
main(void)
{
	struct sha256 h;

	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t n = strlen(cases[i].s), bad = 0;

		for (size_t cut = 0; cut <= n; cut++) {
			sha256_init(&h);
			sha256_add(&h, guarded_n(cases[i].s, cut));
			sha256_add(&h, guarded_n(cases[i].s + cut, n - cut));
			bad += strcmp(hex(&h), cases[i].want) != 0;
		}
		OK(bad == 0, "%s, cut anywhere", cases[i].why);
	}
	sha256_init(&h);
	for (int i = 0; i < 10000; i++)
		sha256_add(&h, (struct span){ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
					      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
					      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
					      "aaaa",
				   100 });
	OK(strcmp(hex(&h), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e04"
			   "6d39ccc7112cd0") == 0,
	    "a million times \"a\"");
	return DONE();
}
