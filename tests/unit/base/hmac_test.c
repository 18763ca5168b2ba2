/* HMAC-SHA-256: the vectors of RFC 4231 4. */
#define _GNU_SOURCE
#include "base/hmac.h"

#include "base/text.h"

#include "unit/test.h"

#define TIMES_20(s) s s s s s s s s s s s s s s s s s s s s
#define TIMES_50(s) TIMES_20(s) TIMES_20(s) s s s s s s s s s s

#define KEY_25                                                                 \
	"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11" \
	"\x12\x13\x14\x15\x16\x17\x18\x19"
#define TIMES_11(s) s s s s s s s s s s s
#define KEY_131                                                                \
	TIMES_50("\xaa") TIMES_50("\xaa") TIMES_20("\xaa") TIMES_11("\xaa")

static const struct {
	const char *why;
	struct span key, data;
	size_t n; /* of the digest, which 4.6 truncates */
	const char *digest;
} vectors[] = {
	{ "4.2: a key of 20 bytes", { TIMES_20("\x0b"), 20 }, { "Hi There", 8 },
	    32,
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff"
	    "7" },
	{ "4.3: a key shorter than the digest", { "Jefe", 4 },
	    { "what do ya want for nothing?", 28 }, 32,
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384"
	    "3" },
	{ "4.4: more than a block together", { TIMES_20("\xaa"), 20 },
	    { TIMES_50("\xdd"), 50 }, 32,
	    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565f"
	    "e" },
	{ "4.5: a key of 25 bytes", { KEY_25, 25 }, { TIMES_50("\xcd"), 50 },
	    32,
	    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665"
	    "b" },
	{ "4.6: truncated to 128 bits", { TIMES_20("\x0c"), 20 },
	    { "Test With Truncation", 20 }, 16,
	    "a3b6167473100ee06e0c796c2955552b" },
	{ "4.7: a key longer than a block", { KEY_131, 131 },
	    { "Test Using Larger Than Block-Size Key - Hash Key First", 54 },
	    32,
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f5"
	    "4" },
	{ "4.8: both longer than a block", { KEY_131, 131 },
	    { "This is a test using a larger than block-size key and a larger "
	      "than block-size data. The key needs to be hashed before being "
	      "used by the HMAC algorithm.",
		152 },
	    32,
	    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e"
	    "2" },
};

static void
test_vectors(void)
{
	for (size_t i = 0; i < COUNT(vectors); i++)
		for (size_t piece = 1; piece < 80; piece += 39) {
			unsigned char digest[SHA2_256_BYTES];
			struct span rest = vectors[i].data;
			struct hmac_key key;
			struct hmac h;
			char buf[65];
			struct text t = TEXT(buf);

			hmac_key_make(vectors[i].key, &key);
			hmac_init(&h, &key);
			while (rest.n > 0) {
				size_t n = piece < rest.n ? piece : rest.n;

				hmac_feed(&h, (struct span){ rest.p, n });
				rest = span_from(rest, n);
			}
			hmac_end(&h, digest);
			text_hex_bytes(&t, digest, vectors[i].n);
			OK(span_eq(TEXT_SPAN(t), span_str(vectors[i].digest)),
			    "%s, in pieces of %zu", vectors[i].why, piece);
		}
}

static void
test_same(void)
{
	OK(hmac_same(SPAN("abc"), SPAN("abc")), "the same bytes");
	OK(hmac_same(SPAN(""), SPAN("")), "none at all");
	OK(!hmac_same(SPAN("abc"), SPAN("abd")), "the last one differs");
	OK(!hmac_same(SPAN("abc"), SPAN("xbc")), "the first one differs");
	OK(!hmac_same(SPAN("abc"), SPAN("ab")), "one is shorter");
	OK(!hmac_same(SPAN("\1a"), SPAN("a\1")), "differences do not cancel");
}

int
main(void)
{
	test_vectors();
	test_same();
	return DONE();
}
