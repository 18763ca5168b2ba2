#include "tls/signing.h"

size_t
signing_hash_length(unsigned scheme)
{
	switch (scheme) {
	case SIGNING_RSA_SHA256:
	case SIGNING_ECDSA_SHA256:
	case SIGNING_PSS_SHA256:
		return 32;
	case SIGNING_RSA_SHA384:
	case SIGNING_ECDSA_SHA384:
	case SIGNING_PSS_SHA384:
		return 48;
	case SIGNING_RSA_SHA512:
	case SIGNING_ECDSA_SHA512:
	case SIGNING_PSS_SHA512:
		return 64;
	}
	return 0;
}

void
signing_put(struct text *t, const struct signing_request *r)
{
	text_char(t, (char)r->which);
	text_char(t, (char)(r->scheme >> 8));
	text_char(t, (char)(r->scheme & 255));
	text_char(t, (char)r->hash.n);
	text_put(t, r->hash);
	for (size_t i = r->hash.n; i < SIGNING_HASH; i++)
		text_char(t, '\0');
}

static unsigned
u8(struct span s, size_t at)
{
	return (unsigned char)s.p[at];
}

bool
signing_read(struct span bytes, size_t n, struct signing_request *out)
{
	unsigned scheme;
	size_t length;

	if (bytes.n != SIGNING_REQUEST || u8(bytes, 0) >= n)
		return false;
	scheme = u8(bytes, 1) << 8 | u8(bytes, 2);
	length = signing_hash_length(scheme);
	if (length == 0 || u8(bytes, 3) != length)
		return false;
	for (size_t i = 4 + length; i < bytes.n; i++)
		if (bytes.p[i] != '\0')
			return false;
	*out = (struct signing_request){ .which = u8(bytes, 0),
		.scheme = (enum signing_scheme)scheme,
		.hash = { bytes.p + 4, length } };
	return true;
}

/*
 * 8017 9.2, note 1: a DigestInfo up to its hash.  Only these bytes differ
 * between the hashes.
 */
#define INFO(length, oid, n)                                                   \
	SPAN("\x30" length "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04"      \
	     "\x02" oid "\x05\x00\x04" n)

bool
signing_from_info(
    struct span info, enum signing_scheme *scheme, struct span *hash)
{
	static const enum signing_scheme schemes[] = { SIGNING_RSA_SHA256,
		SIGNING_RSA_SHA384, SIGNING_RSA_SHA512 };
	const struct span start[] = { INFO("\x31", "\x01", "\x20"),
		INFO("\x41", "\x02", "\x30"), INFO("\x51", "\x03", "\x40") };

	for (size_t i = 0; i < sizeof start / sizeof *start; i++) {
		if (!span_starts(info, start[i]) ||
		    info.n - start[i].n != signing_hash_length(schemes[i]))
			continue;
		*scheme = schemes[i];
		*hash = span_from(info, start[i].n);
		return true;
	}
	return false;
}
