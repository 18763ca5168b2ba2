#include "http/checksum.h"

#include "base/base64.h"

#include <string.h>

#define NAME SPAN("Upload-Checksum")

static enum checksum_kind
kind_of(struct span name)
{
	return span_eq(name, SPAN("sha1"))     ? CHECKSUM_SHA1
	       : span_eq(name, SPAN("sha256")) ? CHECKSUM_SHA256
					       : CHECKSUM_NONE;
}

static size_t
length_of(enum checksum_kind kind)
{
	return kind == CHECKSUM_SHA1     ? SHA1_BYTES
	       : kind == CHECKSUM_SHA256 ? SHA2_256_BYTES
					 : 0;
}

/* Sets s->kind and s->want. */
static bool
read_value(struct checksum *s, struct span value)
{
	char buf[SHA2_256_BYTES + 2]; /* base64 decodes three bytes at once */
	struct text t = TEXT(buf);
	struct span name, sum;

	if (!span_cut(value, ' ', &name, &sum))
		return false;
	s->kind = kind_of(name);
	if (s->kind == CHECKSUM_NONE || !base64_read(span_trim(sum), &t) ||
	    t.n != length_of(s->kind))
		return false;
	memcpy(s->want, buf, t.n);
	return true;
}

bool
checksum_begin(struct checksum *s, const struct fields *fields)
{
	struct span value;

	s->kind = CHECKSUM_NONE;
	if (field_count(fields, NAME) == 0)
		return true;
	if (!field_only(fields, NAME, &value) || !read_value(s, value))
		return false;
	if (s->kind == CHECKSUM_SHA1)
		sha1_init(&s->sha1);
	else
		sha2_init(&s->sha2, SHA2_256);
	return true;
}

void
checksum_feed(struct checksum *s, struct span piece)
{
	if (s->kind == CHECKSUM_SHA1)
		sha1_feed(&s->sha1, piece);
	else if (s->kind == CHECKSUM_SHA256)
		sha2_feed(&s->sha2, piece);
}

bool
checksum_agrees(struct checksum *s)
{
	unsigned char got[SHA2_256_BYTES] = { 0 };

	if (s->kind == CHECKSUM_SHA1)
		sha1_end(&s->sha1, got);
	else if (s->kind == CHECKSUM_SHA256)
		(void)sha2_end(&s->sha2, got);
	return memcmp(got, s->want, length_of(s->kind)) == 0;
}
