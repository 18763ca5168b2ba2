#include "site/archive_tar.h"

#include "base/utf8.h"

#include <string.h>

#define BLOCK ARCHIVE_TAR_BLOCK

/* The fields of a ustar header: offset and length. */
#define NAME 0, 100
#define MODE 100, 8
#define UID 108, 8
#define GID 116, 8
#define SIZE 124, 12
#define MTIME 136, 12
#define CHKSUM 148
#define TYPEFLAG 156
#define MAGIC 257, 8
#define PREFIX 345, 155
#define NAME_MOST 100
#define PREFIX_MOST 155

/* The most that eleven octal digits hold. */
#define OCTAL_MOST ((UINT64_C(1) << 33) - 1)

#define EXTENDED SPAN("PaxHeaders")

uint64_t
archive_tar_padding(uint64_t size)
{
	return (BLOCK - size % BLOCK) % BLOCK;
}

static bool
is_ascii(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/*
 * Returns where to cut the path into prefix and name, which is a slash; 0 if
 * all of it is the name; or its length if it cannot be cut.
 */
static size_t
cut(struct span path)
{
	if (path.n <= NAME_MOST)
		return 0;
	for (size_t i = 1; i <= PREFIX_MOST && i + 1 < path.n; i++)
		if (path.p[i] == '/' && path.n - i - 1 <= NAME_MOST)
			return i;
	return path.n;
}

/*
 * A path that is neither ASCII nor UTF-8 needs no record: if it fits, its bytes
 * go into the head as they are.
 */
static bool
extends_path(struct span path)
{
	return cut(path) == path.n || (!is_ascii(path) && utf8_is_all(path));
}

static bool
extends_time(int64_t mtime_s)
{
	return mtime_s < 0 || mtime_s > (int64_t)OCTAL_MOST;
}

/* Appends "27 path=photos/a.jpg\n"; the length counts itself. */
static void
put_record(struct text *t, struct span key, struct span value)
{
	size_t rest = 1 + key.n + 1 + value.n + 1, n = rest;

	for (size_t digits = 1, most = 10; digits < 8; digits++, most *= 10)
		if (rest + digits < most) {
			n = rest + digits;
			break;
		}
	text_u64(t, n);
	text_char(t, ' ');
	text_put(t, key);
	text_char(t, '=');
	text_put(t, value);
	text_char(t, '\n');
}

static void
put_number(struct text *t, struct span key, bool negative, uint64_t v)
{
	char buf[24];
	struct text value = TEXT(buf);

	if (negative)
		text_char(&value, '-');
	text_u64(&value, v);
	put_record(t, key, TEXT_SPAN(value));
}

/* Appends the records that the member needs; most members need none. */
static void
put_records(struct text *t, const struct archive_member *m)
{
	bool negative = m->mtime_s < 0;

	if (extends_path(m->path))
		put_record(t, SPAN("path"), m->path);
	if (m->size > OCTAL_MOST)
		put_number(t, SPAN("size"), false, m->size);
	if (extends_time(m->mtime_s))
		put_number(t, SPAN("mtime"), negative,
		    negative ? (uint64_t)-m->mtime_s : (uint64_t)m->mtime_s);
}

static size_t
records(const struct archive_member *m)
{
	struct text t = TEXT_MEASURE;

	put_records(&t, m);
	return t.n;
}

uint64_t
archive_tar_head(const struct archive_member *m)
{
	size_t n = records(m);

	return n == 0 ? BLOCK : BLOCK + n + archive_tar_padding(n) + BLOCK;
}

/* Fills a field with an octal number, a NUL at its end. */
static void
octal(char *block, size_t at, size_t n, uint64_t v)
{
	block[at + n - 1] = '\0';
	for (size_t i = n - 1; i > 0; i--, v >>= 3)
		block[at + i - 1] = (char)('0' + (v & 7));
}

static void
field(char *block, size_t at, size_t most, struct span s)
{
	memcpy(block + at, s.p, s.n < most ? s.n : most);
}

static void
put_block(struct text *t, char block[BLOCK], char type)
{
	unsigned sum = 0;

	block[TYPEFLAG] = type;
	field(block, MAGIC,
	    (struct span){ "ustar\0"
			   "00",
		8 });
	octal(block, UID, 0);
	octal(block, GID, 0);
	memset(block + CHKSUM, ' ', 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)block[i];
	octal(block, CHKSUM, 7, sum); /* the blank behind it stays */
	text_put(t, (struct span){ block, BLOCK });
}

static void
put_zeros(struct text *t, uint64_t n)
{
	while (n-- > 0)
		text_char(t, '\0');
}

static void
put_extended(struct text *t, const struct archive_member *m, size_t n)
{
	char block[BLOCK] = { 0 };

	field(block, NAME, EXTENDED);
	octal(block, MODE, 0644);
	octal(block, SIZE, n);
	octal(block, MTIME, 0);
	put_block(t, block, 'x');
	put_records(t, m);
	put_zeros(t, archive_tar_padding(n));
}

void
archive_tar_put_head(struct text *t, const struct archive_member *m)
{
	size_t n = records(m), at = cut(m->path);
	bool whole = at == 0 || at == m->path.n;
	char block[BLOCK] = { 0 };

	if (n > 0)
		put_extended(t, m, n);
	field(block, NAME, whole ? m->path : span_from(m->path, at + 1));
	if (!whole)
		field(block, PREFIX, (struct span){ m->path.p, at });
	octal(block, MODE, m->directory || m->executable ? 0755 : 0644);
	octal(block, SIZE, m->size > OCTAL_MOST ? 0 : m->size);
	octal(
	    block, MTIME, extends_time(m->mtime_s) ? 0 : (uint64_t)m->mtime_s);
	put_block(t, block, m->directory ? '5' : '0');
}
