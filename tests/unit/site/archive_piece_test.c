/*
 * An archive that is sent from any offset on has the same bytes there as the
 * whole one.
 */
#define _GNU_SOURCE
#include "site/archive_piece.h"

#include "unit/site/archive_made.h"
#include "unit/test.h"

#include <stdlib.h>

#define N50 "0123456789012345678901234567890123456789abcdefghij"
#define GIB (UINT64_C(1) << 30)

static _Alignas(8) unsigned char room[1 << 18];
static char whole[1 << 18], part[1 << 18];

static const struct made small[] = {
	{ "b", 2, THEN_S },
	{ "sub/", 0, THEN_S },
	{ "a", 512, THEN_S },
	{ "empty", 0, THEN_S },
	{ "sub/gr\xc3\xbcn", 1000, -1 },
	{ "sub/" N50 N50 "x", 513, THEN_S },
	{ "none/", 0, THEN_S },
};

static const struct made large[] = {
	{ "a", 3, THEN_S },
	{ "huge", 9 * GIB, THEN_S },
	{ "z", 4, THEN_S },
};

/*
 * Appends bytes of the archive from the offset on; the data of its files are
 * made up.
 */
static void
render(struct archive *a, uint64_t offset, size_t most, struct text *t)
{
	static struct archive_piece at;

	archive_piece_seek(&at, a, offset);
	while (t->n < most && archive_piece_next(&at)) {
		size_t before = t->n, skip = (size_t)(offset - at.first);

		if (archive_piece_needs_sum(&at))
			archive_piece_set_sum(
			    &at, (uint32_t)at.member.size * 77);
		if (at.part == ARCHIVE_DATA)
			for (size_t i = 0; i < at.length && i < most; i++)
				text_char(t, (char)(at.member.size + 7 * i));
		else
			archive_piece_put(t, &at);
		if (skip > 0) {
			memmove(t->p + before, t->p + before + skip,
			    t->n - before - skip);
			t->n -= skip;
		}
		offset = at.first + at.length;
	}
}

static void
test_offsets(enum archive_format format, const char *name)
{
	struct text t = TEXT(whole);
	struct archive a;
	size_t wrong = 0;

	(void)made_archive(
	    &a, format, "top", small, COUNT(small), room, sizeof room);
	render(&a, 0, sizeof whole, &t);
	OK(t.n == a.length, "%s: the length is said before: %zu", name, t.n);
	for (size_t i = 0; i < a.length; i++) {
		struct text p = TEXT(part);

		/* a list that knows no sums yet */
		if (i % 97 == 0)
			(void)made_archive(&a, format, "top", small,
			    COUNT(small), room, sizeof room);
		render(&a, i, 2000, &p);
		if (p.n > a.length - i)
			wrong++;
		if (p.n > 2000)
			p.n = 2000;
		wrong += memcmp(part, whole + i, p.n) != 0 ||
			 (p.n < 2000 && p.n != a.length - i);
	}
	OK(wrong == 0, "%s: any offset begins in the middle", name);
}

static void
test_large(enum archive_format format, const char *name, uint64_t end)
{
	static struct archive_piece at;
	uint64_t next = 0;
	struct archive a;
	bool whole_way = true;

	(void)made_archive(
	    &a, format, "top", large, COUNT(large), room, sizeof room);
	archive_piece_seek(&at, &a, 0);
	while (archive_piece_next(&at)) {
		whole_way = whole_way && at.first == next && at.length > 0;
		next = at.first + at.length;
	}
	OK(whole_way && next == a.length && a.length > 9 * GIB,
	    "%s: no byte is missing", name);
	archive_piece_seek(&at, &a, 5 * GIB);
	OK(archive_piece_next(&at) && at.part == ARCHIVE_DATA &&
		span_eq(at.member.file, SPAN("huge")),
	    "%s: the middle of a large file", name);
	archive_piece_seek(&at, &a, a.length - 1);
	OK(archive_piece_next(&at) && at.part == ARCHIVE_END &&
		at.length == end && !archive_piece_next(&at),
	    "%s: the last byte", name);
}

int
main(void)
{
	test_offsets(ARCHIVE_TAR, "tar");
	test_offsets(ARCHIVE_ZIP, "zip");
	test_large(ARCHIVE_TAR, "tar", 1024);
	test_large(ARCHIVE_ZIP, "zip", 56 + 20 + 22);
	return DONE();
}
