/*
 * The heads and the directory of a zip: APPNOTE.TXT 6.3.10.
 */
#define _GNU_SOURCE
#include "site/archive_zip.h"

#include "unit/test.h"

#define GIB (UINT64_C(1) << 30)
#define FULL UINT64_C(0xffffffff)

static char buf[ARCHIVE_ZIP_MOST];

static uint64_t
number(size_t at, unsigned bytes)
{
	uint64_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | (unsigned char)buf[at + bytes];
	return v;
}

/*
 * needs: 4.4.3.2; flags: 4.4.4; size: that of the head, 0 if the extra field
 * has it
 */
static const struct {
	const char *why, *path;
	uint64_t size, offset;
	unsigned needs, flags, head, tail, entry;
	uint64_t head_size, entry_offset;
} cases[] = {
	{ "a file has its sum behind it", "a", 5, 0, 20, 8, 30 + 1 + 9, 16,
	    46 + 1 + 9, 5, 0 },
	{ "an empty file has none", "a", 0, 7, 20, 0, 30 + 1 + 9, 0, 46 + 1 + 9,
	    0, 7 },
	{ "UTF-8 is said (4.4.4, bit 11)", "gr\xc3\xbcn", 5, 0, 20, 0x808,
	    30 + 5 + 9, 16, 46 + 5 + 9, 5, 0 },
	{ "other bytes are not called so", "gr\xfcn", 5, 0, 20, 8, 30 + 4 + 9,
	    16, 46 + 4 + 9, 5, 0 },
	{ "the largest size of 32 bits", "a", 4 * GIB - 2, 0, 20, 8, 30 + 1 + 9,
	    16, 46 + 1 + 9, FULL - 1, 0 },
	{ "a larger one is ZIP64 (4.5.3)", "a", 4 * GIB - 1, 0, 45, 8,
	    30 + 1 + 20 + 9, 24, 46 + 1 + 20 + 9, FULL, 0 },
	{ "an offset beyond 4 GiB is ZIP64, in the entry alone", "a", 5,
	    4 * GIB, 20, 8, 30 + 1 + 9, 16, 46 + 1 + 12 + 9, 5, FULL },
	{ "both", "a", 5 * GIB, 9 * GIB, 45, 8, 30 + 1 + 20 + 9, 24,
	    46 + 1 + 28 + 9, FULL, FULL },
};

static void
test_members(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct archive_member m = { .path = guarded(cases[i].path),
			.size = cases[i].size,
			.mtime_s = 1000000001,
			.crc = 0x12345678 };
		struct text t = TEXT(buf);
		bool good;

		archive_zip_put_head(&t, &m);
		good = t.n == cases[i].head && number(0, 4) == 0x04034b50 &&
		       number(4, 2) == cases[i].needs &&
		       number(6, 2) == cases[i].flags && number(14, 4) == 0 &&
		       number(22, 4) == cases[i].head_size &&
		       number(28, 2) + 30 + m.path.n == t.n;
		t = TEXT(buf);
		archive_zip_put_tail(&t, &m);
		good = good && t.n == cases[i].tail &&
		       (t.n == 0 || (number(0, 4) == 0x08074b50 &&
					number(4, 4) == 0x12345678));
		t = TEXT(buf);
		archive_zip_put_entry(&t, &m, cases[i].offset);
		good = good && t.n == cases[i].entry &&
		       number(0, 4) == 0x02014b50 &&
		       number(16, 4) == 0x12345678 &&
		       number(42, 4) == cases[i].entry_offset &&
		       number(30, 2) + 46 + m.path.n == t.n;
		OK(good, "%s", cases[i].why);
	}
}

static const struct {
	const char *why;
	int64_t mtime_s;
	unsigned date, time, extra;
} times[] = {
	{ "1980 is the first year", 315532800, 1 << 5 | 1, 0, 9 },
	{ "what is before is 1980 (and right in UT)", 0, 1 << 5 | 1, 0, 9 },
	{ "seconds are even", 1000000001, 21 << 9 | 9 << 5 | 9,
	    1 << 11 | 46 << 5 | 20, 9 },
	{ "UT has signed 32 bits", INT64_C(2147483648), 58 << 9 | 1 << 5 | 19,
	    3 << 11 | 14 << 5 | 4, 0 },
	{ "2107 is the last year", INT64_C(99999999999),
	    127 << 9 | 12 << 5 | 31, 23 << 11 | 59 << 5 | 29, 0 },
};

int
main(void)
{
	struct archive_member d = { .path = SPAN("d/"), .directory = true };
	struct text t = TEXT(buf);

	test_members();
	archive_zip_put_entry(&t, &d, 0);
	OK(number(38, 4) == (UINT64_C(040755) << 16 | 0x10),
	    "a directory has its rights, and the bit of MS-DOS (4.4.15)");
	for (size_t i = 0; i < COUNT(times); i++) {
		struct archive_member m = { .path = SPAN("a"),
			.mtime_s = times[i].mtime_s };

		t = TEXT(buf);
		archive_zip_put_head(&t, &m);
		OK(number(10, 2) == times[i].time &&
			number(12, 2) == times[i].date &&
			number(28, 2) == times[i].extra,
		    "%s", times[i].why);
	}
	t = TEXT(buf);
	archive_zip_put_end(&t, 65534, FULL - 1, FULL - 1);
	OK(t.n == 22 && number(10, 2) == 65534, "the end");
	t = TEXT(buf);
	archive_zip_put_end(&t, 65535, 7, 9);
	OK(t.n == 56 + 20 + 22 && number(0, 4) == 0x06064b50 &&
		number(32, 8) == 65535 && number(40, 8) == 9 &&
		number(48, 8) == 7 && number(56, 4) == 0x07064b50 &&
		number(64, 8) == 16 && number(76 + 10, 2) == 65535,
	    "with more members it is ZIP64 (4.3.14)");
	return DONE();
}
