/* The key process reads these messages of another process, and no others. */
#define _GNU_SOURCE
#include "tls/signing.h"

#include "unit/test.h"

#define COUNT_OF_KEYS 2

static const enum signing_scheme schemes[] = { SIGNING_RSA_SHA256,
	SIGNING_RSA_SHA384, SIGNING_RSA_SHA512, SIGNING_ECDSA_SHA256,
	SIGNING_ECDSA_SHA384, SIGNING_ECDSA_SHA512, SIGNING_PSS_SHA256,
	SIGNING_PSS_SHA384, SIGNING_PSS_SHA512 };

static char hash[SIGNING_HASH];

static bool
reads(const char *bytes, size_t n)
{
	struct signing_request r;

	return signing_read(guarded_n(bytes, n), COUNT_OF_KEYS, &r);
}

static void
test_scheme(enum signing_scheme scheme)
{
	size_t n = signing_hash_length(scheme);
	struct signing_request r = { 1, scheme, { hash, n } }, got = { 0 };
	char buf[SIGNING_REQUEST + 1] = "";
	struct text t = TEXT(buf);
	bool good = true;

	signing_put(&t, &r);
	OK(t.n == SIGNING_REQUEST &&
		signing_read(guarded_n(buf, t.n), COUNT_OF_KEYS, &got) &&
		got.which == 1 && got.scheme == scheme &&
		span_eq(got.hash, r.hash),
	    "%04x: written and read", (unsigned)scheme);
	for (size_t cut = 0; cut < SIGNING_REQUEST; cut++)
		good = good && !reads(buf, cut);
	OK(good && !reads(buf, sizeof buf), "%04x: of no other length",
	    (unsigned)scheme);
	buf[3] ^= 1;
	OK(!reads(buf, SIGNING_REQUEST), "%04x: a hash of another length",
	    (unsigned)scheme);
	buf[3] ^= 1;
	for (size_t i = 4 + n; i < SIGNING_REQUEST; i++) {
		buf[i] = 1;
		good = good && !reads(buf, SIGNING_REQUEST);
		buf[i] = 0;
	}
	OK(good, "%04x: nothing behind the hash", (unsigned)scheme);
	buf[0] = COUNT_OF_KEYS;
	OK(!reads(buf, SIGNING_REQUEST), "%04x: a key that is not there",
	    (unsigned)scheme);
}

/*
 * The schemes are exactly those of the list: no SHA-1, no MD5, no Ed25519, no
 * raw RSA.
 */
static void
test_others(void)
{
	char buf[SIGNING_REQUEST] = "";
	unsigned found = 0;

	for (unsigned scheme = 0; scheme < 65536; scheme++)
		for (int n = 0; n <= SIGNING_HASH; n += 16) {
			buf[1] = (char)(scheme >> 8);
			buf[2] = (char)(scheme & 255);
			buf[3] = (char)n;
			found += reads(buf, sizeof buf);
		}
	OK(found == COUNT(schemes), "no other scheme (%u)", found);
}

/* 8017 9.2, note 1 */
#define SHA256 "\x30\x31\x30\x0d\6\x09\x60\x86\x48\1\x65\3\4\2\1\5\0\4\x20"
#define SHA1 "\x30\x21\x30\x09\6\5\x2b\x0e\3\2\x1a\5\0\4\x14"
#define SHA512 "\x30\x51\x30\x0d\6\x09\x60\x86\x48\1\x65\3\4\2\3\5\0\4\x40"

static void
test_info(
    const char *why, const char *start, size_t n, size_t more, unsigned want)
{
	char buf[128];
	enum signing_scheme scheme = SIGNING_PSS_SHA256;
	struct span found = SPAN("");
	bool got;

	memcpy(buf, start, n);
	memset(buf + n, 7, more);
	got = signing_from_info(guarded_n(buf, n + more), &scheme, &found);
	OK(got == (want != 0) && (!got || scheme == want) &&
		(!got || found.n == more),
	    "%s", why);
}

int
main(void)
{
	memset(hash, 7, sizeof hash);
	for (size_t i = 0; i < COUNT(schemes); i++)
		test_scheme(schemes[i]);
	test_others();
#define S(s) s, sizeof(s) - 1
	test_info("8017 9.2: SHA-256", S(SHA256), 32, SIGNING_RSA_SHA256);
	test_info("8017 9.2: SHA-512", S(SHA512), 64, SIGNING_RSA_SHA512);
	test_info("8017 9.2: SHA-1 is not ours", S(SHA1), 20, 0);
	test_info("a hash that is too short", S(SHA256), 31, 0);
	test_info("a hash that is too long", S(SHA256), 33, 0);
	test_info("nothing", "", 0, 0, 0);
	test_info("the start of one", SHA256, 5, 0, 0);
	return DONE();
}
