#include "site/archive_zip.h"

#include "base/utf8.h"
#include "http/date.h"

/* Beyond these a number is written as ZIP64 (4.4.1.4). */
#define MOST32 UINT64_C(0xffffffff)
#define MOST16 UINT64_C(0xffff)

#define FLAG_DESCRIPTOR 0x0008 /* 4.4.4, bit 3 */
#define FLAG_UTF8 0x0800       /* bit 11 */
#define NEEDS 20               /* 4.4.3.2: directories */
#define NEEDS_64 45
#define BY_UNIX 3 /* 4.4.2.2 */
#define EXTRA_64 0x0001
#define EXTRA_TIME 0x5455 /* "UT" */
#define EXTRA_TIME_N 5

static void
put(struct text *t, uint64_t v, unsigned bytes)
{
	for (; bytes > 0; bytes--, v >>= 8)
		text_char(t, (char)(unsigned char)v);
}

static bool
is_large(const struct archive_member *m)
{
	return m->size >= MOST32;
}

static bool
has_tail(const struct archive_member *m)
{
	return m->size > 0;
}

static unsigned
flags(const struct archive_member *m)
{
	bool ascii = true;

	for (size_t i = 0; i < m->path.n && ascii; i++)
		ascii = (unsigned char)m->path.p[i] < 0x80;
	return (has_tail(m) ? FLAG_DESCRIPTOR : 0u) |
	       (!ascii && utf8_is_all(m->path) ? FLAG_UTF8 : 0u);
}

/* Appends the time and the date of MS-DOS: from 1980 to 2107, by two seconds.
 */
static void
put_dos_time(struct text *t, int64_t seconds)
{
	struct date d;

	date_split(seconds, &d);
	if (d.year < 1980)
		d = (struct date){ .year = 1980, .month = 1, .day = 1 };
	if (d.year > 2107)
		d = (struct date){ 2107, 12, 31, 23, 59, 58, 0 };
	put(t, d.hour << 11 | d.minute << 5 | d.second / 2, 2);
	put(t, (unsigned)(d.year - 1980) << 9 | d.month << 5 | d.day, 2);
}

/* The extra field holds a time in signed 32 bits. */
static bool
has_time(const struct archive_member *m)
{
	return m->mtime_s >= INT32_MIN && m->mtime_s <= INT32_MAX;
}

static void
put_time(struct text *t, const struct archive_member *m)
{
	if (!has_time(m))
		return;
	put(t, EXTRA_TIME, 2);
	put(t, EXTRA_TIME_N, 2);
	put(t, 1, 1); /* only the time of modification */
	put(t, (uint64_t)m->mtime_s, 4);
}

/* Appends the fields that heads and entries share, from the version on. */
static void
put_common(
    struct text *t, const struct archive_member *m, bool large, uint32_t crc)
{
	uint64_t size = is_large(m) ? MOST32 : m->size;

	put(t, large ? NEEDS_64 : NEEDS, 2);
	put(t, flags(m), 2);
	put(t, 0, 2); /* stored */
	put_dos_time(t, m->mtime_s);
	put(t, crc, 4);
	put(t, size, 4);
	put(t, size, 4);
	put(t, m->path.n, 2);
}

void
archive_zip_put_head(struct text *t, const struct archive_member *m)
{
	bool large = is_large(m);

	text_put(t, SPAN("PK\3\4"));
	put_common(t, m, large, 0);
	put(t, (large ? 4u + 16u : 0u) + (has_time(m) ? 4 + EXTRA_TIME_N : 0u),
	    2);
	text_put(t, m->path);
	if (large) {
		put(t, EXTRA_64, 2);
		put(t, 16, 2);
		put(t, m->size, 8);
		put(t, m->size, 8);
	}
	put_time(t, m);
}

void
archive_zip_put_tail(struct text *t, const struct archive_member *m)
{
	unsigned bytes = is_large(m) ? 8 : 4;

	if (!has_tail(m))
		return;
	text_put(t, SPAN("PK\7\10"));
	put(t, m->crc, 4);
	put(t, m->size, bytes);
	put(t, m->size, bytes);
}

/* 4.4.15: type and rights as on Unix, and MS-DOS's bit of a directory. */
static uint64_t
attributes(const struct archive_member *m)
{
	if (m->directory)
		return UINT64_C(040755) << 16 | 0x10;
	return (m->executable ? UINT64_C(0100755) : UINT64_C(0100644)) << 16;
}

void
archive_zip_put_entry(
    struct text *t, const struct archive_member *m, uint64_t offset)
{
	bool far = offset >= MOST32, large = is_large(m);
	unsigned extra = (large ? 16u : 0u) + (far ? 8u : 0u);

	text_put(t, SPAN("PK\1\2"));
	put(t, large || far ? NEEDS_64 : NEEDS, 1);
	put(t, BY_UNIX, 1);
	put_common(t, m, large || far, m->crc);
	put(t,
	    (extra > 0 ? 4 + extra : 0) + (has_time(m) ? 4 + EXTRA_TIME_N : 0u),
	    2);
	put(t, 0, 2); /* comment */
	put(t, 0, 2); /* disk */
	put(t, 0, 2); /* internal attributes */
	put(t, attributes(m), 4);
	put(t, far ? MOST32 : offset, 4);
	text_put(t, m->path);
	if (extra > 0) {
		put(t, EXTRA_64, 2);
		put(t, extra, 2);
	}
	if (large) {
		put(t, m->size, 8);
		put(t, m->size, 8);
	}
	if (far)
		put(t, offset, 8);
	put_time(t, m);
}

static void
put_end_64(struct text *t, uint64_t n, uint64_t offset, uint64_t length)
{
	text_put(t, SPAN("PK\6\6"));
	put(t, 44, 8); /* bytes that follow */
	put(t, NEEDS_64 | BY_UNIX << 8, 2);
	put(t, NEEDS_64, 2);
	put(t, 0, 4);
	put(t, 0, 4);
	put(t, n, 8);
	put(t, n, 8);
	put(t, length, 8);
	put(t, offset, 8);
	text_put(t, SPAN("PK\6\7"));
	put(t, 0, 4);
	put(t, offset + length, 8);
	put(t, 1, 4); /* disks */
}

void
archive_zip_put_end(
    struct text *t, uint64_t n, uint64_t offset, uint64_t length)
{
	if (n >= MOST16 || offset >= MOST32 || length >= MOST32)
		put_end_64(t, n, offset, length);
	text_put(t, SPAN("PK\5\6"));
	put(t, 0, 2);
	put(t, 0, 2);
	put(t, n >= MOST16 ? MOST16 : n, 2);
	put(t, n >= MOST16 ? MOST16 : n, 2);
	put(t, length >= MOST32 ? MOST32 : length, 4);
	put(t, offset >= MOST32 ? MOST32 : offset, 4);
	put(t, 0, 2);
}
