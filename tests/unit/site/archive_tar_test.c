/*
 * The head of a member in a tar: POSIX.1-2008, pax.
 */
#define _GNU_SOURCE
#include "site/archive_tar.h"

#include "unit/test.h"

#define T10 "0123456789"
#define T50 T10 T10 T10 T10 T10
#define GIB (UINT64_C(1) << 30)

static char buf[ARCHIVE_TAR_HEAD];

/* pax: the records before the head; NULL: there are none. */
static const struct {
	const char *why, *path;
	uint64_t size;
	int64_t mtime_s;
	const char *pax, *name, *prefix, *field;
} cases[] = {
	{ "a file", "d/a", 5, 1, NULL, "d/a", "", "00000000005" },
	{ "a name of 100 bytes has no NUL", T50 T50, 5, 1, NULL, T50 T50, "",
	    "00000000005" },
	{ "a longer path is cut at a slash", T50 "/" T50, 5, 1, NULL, T50, T50,
	    "00000000005" },
	{ "at the first slash where the rest fits", "a/" T50 "/" T50, 5, 1,
	    NULL, T50, "a/" T50, "00000000005" },
	{ "without such a slash it is a record", "a/" T50 T50 T10, 5, 1,
	    "122 path=a/" T50 T50 T10 "\n", "a/" T50 T10 T10 T10 T10 "01234567",
	    "", "00000000005" },
	{ "and so it is, if it is not ASCII", "gr\xc3\xbcn", 5, 1,
	    "14 path=gr\xc3\xbcn\n", "gr\xc3\xbcn", "", "00000000005" },
	{ "bytes that are no UTF-8 cannot be a record", "\xff", 5, 1, NULL,
	    "\xff", "", "00000000005" },
	{ "the largest size of the field", "a", 8 * GIB - 1, 1, NULL, "a", "",
	    "77777777777" },
	{ "a larger one is a record", "a", 8 * GIB, 1, "19 size=8589934592\n",
	    "a", "", "00000000000" },
	{ "a time before 1970 is a record", "a", 5, -7, "12 mtime=-7\n", "a",
	    "", "00000000005" },
	{ "and so is one after 2242", "a", 5, INT64_C(8589934592),
	    "20 mtime=8589934592\n", "a", "", "00000000005" },
};

/* Returns true if the block's checksum field holds the sum of its bytes. */
static bool
sums_up(const char *block)
{
	unsigned sum = 0, said = 0;

	for (size_t i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char)block[i];
	for (size_t i = 148; i < 154; i++)
		said = said * 8 + (unsigned)(block[i] - '0');
	return sum == said && block[154] == '\0' && block[155] == ' ';
}

static bool
is_field(const char *block, size_t at, size_t most, const char *want)
{
	size_t n = strlen(want);

	return memcmp(block + at, want, n) == 0 &&
	       (n == most || block[at + n] == '\0');
}

/* Checks the extended header, and returns the block behind it. */
static const char *
skip_pax(const char *p, const char *pax, bool *good)
{
	size_t n = strlen(pax);

	*good = p[156] == 'x' && sums_up(p) && memcmp(p + 512, pax, n) == 0 &&
		p[512 + n] == '\0';
	return p + 512 + (n + 511) / 512 * 512;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct archive_member m = { .path = guarded(cases[i].path),
			.size = cases[i].size,
			.mtime_s = cases[i].mtime_s };
		struct text t = TEXT(buf);
		const char *p = buf;
		bool good = true;

		archive_tar_put_head(&t, &m);
		if (cases[i].pax != NULL)
			p = skip_pax(p, cases[i].pax, &good);
		OK(good && t.n == archive_tar_head(&m) && t.n % 512 == 0 &&
			p == buf + t.n - 512 && sums_up(p) && p[156] == '0' &&
			is_field(p, 0, 100, cases[i].name) &&
			is_field(p, 345, 155, cases[i].prefix) &&
			is_field(p, 124, 12, cases[i].field) &&
			is_field(p, 100, 8, "0000644") &&
			is_field(p, 108, 8, "0000000") &&
			memcmp(p + 257,
			    "ustar\0"
			    "00",
			    8) == 0,
		    "%s", cases[i].why);
	}
	{
		struct archive_member m = { .path = SPAN("d/"),
			.directory = true };
		struct text t = TEXT(buf);

		archive_tar_put_head(&t, &m);
		OK(buf[156] == '5' && is_field(buf, 100, 8, "0000755"),
		    "a directory");
		m = (struct archive_member){ .path = SPAN("x"),
			.executable = true };
		t = TEXT(buf);
		archive_tar_put_head(&t, &m);
		OK(buf[156] == '0' && is_field(buf, 100, 8, "0000755"),
		    "a program");
	}
	OK(archive_tar_padding(0) == 0 && archive_tar_padding(1) == 511 &&
		archive_tar_padding(512) == 0,
	    "data is filled up to a block");
	return DONE();
}
