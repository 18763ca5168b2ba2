/* Names that senders ask for, and the names that they get. */
#define _GNU_SOURCE
#include "site/filename.h"

#include "unit/test.h"

#define NOW 1795255200 /* 2026-11-21 10:00:00 */

static const struct {
	const char *why, *wish, *want;
} cases[] = {
	{ "a good one", "a b.tar.gz", "a b.tar.gz" },
	{ "a path", "/etc/passwd", "passwd" },
	{ "a path of another system", "C:\\My Files\\x.doc", "x.doc" },
	{ "a way up", "../../x", "x" },
	{ "up, and no more", "..", "20261121-100000" },
	{ "a directory", "x/", "20261121-100000" },
	{ "nothing", "", "20261121-100000" },
	{ "hidden", ".htaccess", "htaccess" },
	{ "our own", ".minihttp-staged", "minihttp-staged" },
	{ "blanks and dots around it", " . x.txt . ", "x.txt" },
	{ "controls", "a\r\nb\tc\177", "a__b_c_" },
	{ "UTF-8 stays", "gr\303\274n.txt", "gr\303\274n.txt" },
};

static struct span
clean(struct span wish)
{
	static char buf[LIMIT_NAME];
	struct text t = TEXT(buf);

	filename_clean(&t, wish, NOW);
	return TEXT_SPAN(t);
}

/* Any wish gives a good name, and so does its copy with a number. */
static void
test_long(void)
{
	char wish[2048], buf[LIMIT_NAME];
	size_t bad = 0;

	for (size_t n = 0; n < 600; n++)
		for (int kind = 0; kind < 3; kind++) {
			struct text t = TEXT(wish), u = TEXT(buf);
			struct span name;

			for (size_t i = 0; i < n; i++)
				text_put(&t,
				    kind == 0 ? SPAN("x") : SPAN("\303\274"));
			text_put(&t, kind == 2 ? SPAN(".") : SPAN(".txt"));
			for (size_t i = 0; kind == 2 && i < n; i++)
				text_char(&t, 'y');
			name = clean(TEXT_SPAN(t));
			bad += !filename_is_good(name);
			bad += ((unsigned char)name.p[0] & 0xc0) == 0x80;
			bad += kind < 2 && n > 0 &&
			       memcmp(name.p + name.n - 4, ".txt", 4) != 0;
			filename_number(&u, name, FILENAME_TRIES - 1);
			bad += !text_fits(&u) || buf[u.n - 1] != '\0';
		}
	OK(bad == 0, "of every length: good, with its extension (%zu bad)",
	    bad);
}

/*
 * Bytes that continue a UTF-8 sequence which nothing begins: a cut in front of
 * all of them would leave ".htaccess".  A cut leaves no blank at the end of the
 * name either.
 */
static void
test_cuts(void)
{
	char wish[400];
	struct span name;

	memset(wish, '\200', 300);
	strcpy(wish + 300, ".htaccess");
	name = clean(span_str(wish));
	OK(filename_is_good(name) && name.n == LIMIT_NAME - 1 - 4,
	    "a long name that is no UTF-8 is not hidden");
	memset(wish, '\200', 309);
	OK(filename_is_good(clean(span_str(wish))),
	    "nor is one without an extension empty");
	memset(wish, ' ', 399);
	wish[0] = 'a';
	wish[398] = 'b';
	wish[399] = '\0';
	OK(span_eq(clean(span_str(wish)), SPAN("a")),
	    "a name that is cut among blanks");
	memcpy(wish, "a.x", 3);
	OK(span_eq(clean(span_str(wish)), SPAN("a.x")),
	    "and an extension that is");
}

static void
test_numbers(void)
{
	static const struct {
		const char *name;
		unsigned n;
		const char *want;
	} numbers[] = {
		{ "a.txt", 0, "a.txt" },
		{ "a.txt", 7, "a-7.txt" },
		{ "a.tar.gz", 1, "a-1.tar.gz" },
		{ "a.b.TAR.zst", 2, "a.b-2.TAR.zst" },
		{ "tar.gz", 1, "tar-1.gz" },
		{ ".tar.gz", 1, ".tar-1.gz" },
		{ "a.star.gz", 1, "a.star-1.gz" },
		{ "a", 12, "a-12" },
	};

	for (size_t i = 0; i < COUNT(numbers); i++) {
		char buf[LIMIT_NAME];
		struct text t = TEXT(buf);

		filename_number(&t, span_str(numbers[i].name), numbers[i].n);
		OK(strcmp(buf, numbers[i].want) == 0, "%s, %u: %s",
		    numbers[i].name, numbers[i].n, buf);
	}
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span name = clean(guarded(cases[i].wish));

		OK(span_eq(name, span_str(cases[i].want)) &&
			filename_is_good(name),
		    "%s: '%s'", cases[i].why, shown(name));
	}
	test_long();
	test_cuts();
	test_numbers();
	OK(!filename_is_good(SPAN("")) && !filename_is_good(SPAN(".x")) &&
		!filename_is_good(SPAN("a/b")) &&
		!filename_is_good(SPAN("a\nb")),
	    "names that are not good");
	return DONE();
}
