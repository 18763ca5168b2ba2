#include "cache/entry.h"

#include "base/crc32c.h"

#include <string.h>

#define MAGIC SPAN("mhcache\n")
#define VERSION_NOW 1
#define FLAGS (ENTRY_BLOB | ENTRY_CODED | ENTRY_STALE)

enum {
	AT_VERSION = 8,
	AT_CRC = 12,
	AT_FILE = 16,
	AT_URI_N = 20,
	AT_HEAD_N = 24,
	AT_BODY_N = 28,
	AT_FLAGS = 32,
	AT_ZERO = 36,
	AT_REQUEST = 40,
	AT_RESPONSE = 48,
	AT_FIRST = 56,
	AT_HELD = 64,
	AT_WHOLE = 72,
	AT_BLOB = 80,
	AT_BLOB_AT = 88,
	AT_OWNER = 96,
	AT_SELECT = 128
};

static void
put_number(struct text *t, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		text_char(t, (char)(v >> (8 * i)));
}

static uint64_t
number(struct span file, size_t at, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = 0; i < bytes; i++)
		v |= (uint64_t)(unsigned char)file.p[at + i] << (8 * i);
	return v;
}

static uint32_t
checksum(struct span file)
{
	return crc32c(0, span_from(file, AT_FILE));
}

void
entry_seal(char *file, size_t n)
{
	char crc[4];
	struct text t = TEXT(crc);

	put_number(&t, checksum((struct span){ file, n }), 4);
	memcpy(file + AT_CRC, crc, sizeof crc);
}

bool
entry_is_complete(const struct entry *e)
{
	return e->first == 0 && e->held == e->whole;
}

bool
entry_is_tag(const struct entry *e)
{
	return e->held == 0 && e->whole == ENTRY_UNKNOWN;
}

void
entry_put(struct text *t, const struct entry *e)
{
	size_t begin = t->n;
	size_t n = ENTRY_HEAD + e->uri.n + e->head.n + e->body.n;

	text_put(t, MAGIC);
	put_number(t, VERSION_NOW, 4);
	put_number(t, 0, 4);
	put_number(t, n, 4);
	put_number(t, e->uri.n, 4);
	put_number(t, e->head.n, 4);
	put_number(t, e->body.n, 4);
	put_number(t, e->flags, 4);
	put_number(t, 0, 4);
	put_number(t, (uint64_t)e->request_time, 8);
	put_number(t, (uint64_t)e->response_time, 8);
	put_number(t, e->first, 8);
	put_number(t, e->held, 8);
	put_number(t, e->whole, 8);
	put_number(t, e->blob, 8);
	put_number(t, e->blob_at, 8);
	text_put(t, (struct span){ (const char *)e->owner, SHA2_256_BYTES });
	text_put(t, (struct span){ (const char *)e->select, SHA2_256_BYTES });
	text_put(t, e->uri);
	text_put(t, e->head);
	text_put(t, e->body);
	if (text_fits(t))
		entry_seal(t->p + begin, n);
}

/*
 * Returns whether the lengths are consistent with each other, and add up to the
 * file.
 */
static bool
cut_parts(struct span file, struct entry *e)
{
	uint64_t uri = number(file, AT_URI_N, 4);
	uint64_t head = number(file, AT_HEAD_N, 4);
	uint64_t body = number(file, AT_BODY_N, 4);

	if (uri > LIMIT_URI || head > LIMIT_MESSAGE || body > LIMIT_INLINE ||
	    ENTRY_HEAD + uri + head + body != file.n)
		return false;
	e->uri = (struct span){ file.p + ENTRY_HEAD, (size_t)uri };
	e->head = (struct span){ e->uri.p + uri, (size_t)head };
	e->body = (struct span){ e->head.p + head, (size_t)body };
	return true;
}

/*
 * Returns whether the stored part lies within the whole, where the flags say.
 */
static bool
body_is_possible(const struct entry *e)
{
	if (e->held > INT64_MAX || e->first > INT64_MAX)
		return false;
	if (e->whole != ENTRY_UNKNOWN &&
	    (e->whole > INT64_MAX || e->first > e->whole ||
		e->held > e->whole - e->first))
		return false;
	if (e->flags & ENTRY_BLOB)
		return e->body.n == 0 && e->blob_at <= INT64_MAX;
	return e->body.n == e->held;
}

enum entry_answer
entry_parse(struct span file, struct entry *out)
{
	struct entry e;

	if (file.n < ENTRY_HEAD || !span_starts(file, MAGIC))
		return ENTRY_DAMAGED;
	if (number(file, AT_VERSION, 4) != VERSION_NOW)
		return ENTRY_VERSION;
	if (number(file, AT_FILE, 4) != file.n ||
	    number(file, AT_CRC, 4) != checksum(file) || !cut_parts(file, &e))
		return ENTRY_DAMAGED;
	e.flags = (unsigned)number(file, AT_FLAGS, 4);
	e.request_time = (int64_t)number(file, AT_REQUEST, 8);
	e.response_time = (int64_t)number(file, AT_RESPONSE, 8);
	e.first = number(file, AT_FIRST, 8);
	e.held = number(file, AT_HELD, 8);
	e.whole = number(file, AT_WHOLE, 8);
	e.blob = number(file, AT_BLOB, 8);
	e.blob_at = number(file, AT_BLOB_AT, 8);
	memcpy(e.owner, file.p + AT_OWNER, SHA2_256_BYTES);
	memcpy(e.select, file.p + AT_SELECT, SHA2_256_BYTES);
	if ((e.flags & ~(unsigned)FLAGS) != 0 || !body_is_possible(&e) ||
	    number(file, AT_ZERO, 4) != 0 || !message_parse(e.head, &e.message))
		return ENTRY_DAMAGED;
	*out = e;
	return ENTRY_GOOD;
}
