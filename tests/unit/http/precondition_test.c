#define _GNU_SOURCE
#include "http/precondition.h"

#include "unit/test.h"

/* The file: modified Sun, 06 Nov 1994 08:49:37 GMT; now: a day later. */
#define MODIFIED 784111777
#define NOW (MODIFIED + 86400)
#define AT "Sun, 06 Nov 1994 08:49:37 GMT"
#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"
#define AFTER "Sun, 06 Nov 1994 08:49:38 GMT"

#define IM "If-Match: "
#define INM "If-None-Match: "
#define IMS "If-Modified-Since: "
#define IUS "If-Unmodified-Since: "
#define IR "If-Range: "

/* OLDER: an older file that was renamed to this name at AFTER. */
enum current { STRONG, WEAK, FRESH, OLDER, ABSENT };

static const struct validators files[] = {
	[STRONG] = { { { "\"a,b\"", 5 }, false }, MODIFIED, true, MODIFIED },
	[WEAK] = { { { "\"a,b\"", 5 }, true }, MODIFIED, true, MODIFIED },
	[FRESH] = { { { "\"a,b\"", 5 }, true }, MODIFIED, false, MODIFIED },
	[OLDER] = { { { "\"a,b\"", 5 }, false }, MODIFIED - 9, true,
	    MODIFIED + 1 },
};

enum {
	GO = PRECONDITION_GO,
	SAME = PRECONDITION_NOT_MODIFIED,
	FAIL = PRECONDITION_FAILED
};

static const struct {
	const char *why, *lines;
	enum current current;
	int get, put; /* the answers to a GET and to a PUT */
} cases[] = {
	{ "no condition", "Host: h\n", STRONG, GO, GO },
	{ "no condition and no file", "Host: h\n", ABSENT, GO, GO },

	{ "If-Match names it (9110 13.1.1)", IM "\"a,b\"\n", STRONG, GO, GO },
	{ "another", IM "\"a\"\n", STRONG, FAIL, FAIL },
	{ "in a list", IM "\"x\", \"a,b\", \"y\"\n", STRONG, GO, GO },
	{ "a comma in quotes is no list", IM "\"x,\",\"a,b\"\n", STRONG, GO,
	    GO },
	{ "not the parts of a tag", IM "\"a\",\"b\"\n", STRONG, FAIL, FAIL },
	{ "in the second line (9110 5.3)", IM "\"x\"\n" IM "\"a,b\"\n", STRONG,
	    GO, GO },
	{ "in neither line", IM "\"x\"\n" IM "\"y\"\n", STRONG, FAIL, FAIL },
	{ "a weak tag never matches strongly", IM "W/\"a,b\"\n", STRONG, FAIL,
	    FAIL },
	{ "nor does a weak file", IM "\"a,b\"\n", WEAK, FAIL, FAIL },
	{ "nor both weak (9110 8.8.3.2)", IM "W/\"a,b\"\n", WEAK, FAIL, FAIL },
	{ "a star and a file", IM "*\n", STRONG, GO, GO },
	{ "a star and a weak file", IM "*\n", WEAK, GO, GO },
	{ "a star and no file", IM "*\n", ABSENT, FAIL, FAIL },
	{ "a tag and no file", IM "\"a,b\"\n", ABSENT, FAIL, FAIL },
	{ "an empty list matches nothing", IM "\n", STRONG, FAIL, FAIL },
	{ "a list of commas", IM ", ,\n", STRONG, FAIL, FAIL },
	{ "malformed: no quotes", IM "a,b\n", STRONG, FAIL, FAIL },
	{ "malformed behind a match", IM "\"a,b\", x\n", STRONG, FAIL, FAIL },
	{ "malformed in the second line", IM "\"a,b\"\n" IM "x\n", STRONG, FAIL,
	    FAIL },
	{ "a star in a list is malformed", IM "*, \"a,b\"\n", STRONG, FAIL,
	    FAIL },
	{ "a star in each of two lines", IM "*\n" IM "*\n", STRONG, FAIL,
	    FAIL },
	{ "a star in quotes is a tag", IM "\"*\"\n", STRONG, FAIL, FAIL },

	{ "If-None-Match names it (9110 13.1.2)", INM "\"a,b\"\n", STRONG, SAME,
	    FAIL },
	{ "another", INM "\"a\"\n", STRONG, GO, GO },
	{ "in a list", INM "\"x\", \"a,b\"\n", STRONG, SAME, FAIL },
	{ "in the second line", INM "\"x\"\n" INM "\"a,b\"\n", STRONG, SAME,
	    FAIL },
	{ "the parts of a tag", INM "\"a\",\"b\"\n", STRONG, GO, GO },
	{ "a weak tag matches weakly", INM "W/\"a,b\"\n", STRONG, SAME, FAIL },
	{ "so does a weak file", INM "\"a,b\"\n", WEAK, SAME, FAIL },
	{ "so do both", INM "W/\"a,b\"\n", WEAK, SAME, FAIL },
	{ "a star and a file", INM "*\n", STRONG, SAME, FAIL },
	{ "a star and no file", INM "*\n", ABSENT, GO, GO },
	{ "a tag and no file", INM "\"a,b\"\n", ABSENT, GO, GO },
	{ "an empty list", INM "\n", STRONG, GO, GO },
	{ "malformed: a writer does not proceed", INM "a,b\n", STRONG, GO,
	    FAIL },
	{ "malformed behind a match", INM "\"a,b\", x\n", STRONG, GO, FAIL },
	{ "malformed in the second line", INM "\"x\"\n" INM "x\n", STRONG, GO,
	    FAIL },
	{ "malformed and no file", INM "x\n", ABSENT, GO, FAIL },
	{ "a star in a list", INM "*, \"x\"\n", STRONG, GO, FAIL },
	{ "two tags without a comma", INM "\"x\" \"a,b\"\n", STRONG, GO, FAIL },
	{ "w is not W", INM "w/\"a,b\"\n", STRONG, GO, FAIL },

	{ "If-Modified-Since the same second (9110 13.1.3)", IMS AT "\n",
	    STRONG, SAME, GO },
	{ "a second later", IMS AFTER "\n", STRONG, SAME, GO },
	{ "a second earlier: it was modified", IMS BEFORE "\n", STRONG, GO,
	    GO },
	{ "in RFC 850's form", IMS "Sunday, 06-Nov-94 08:49:37 GMT\n", STRONG,
	    SAME, GO },
	{ "in asctime's form", IMS "Sun Nov  6 08:49:37 1994\n", STRONG, SAME,
	    GO },
	{ "in RFC 850's form, earlier", IMS "Sunday, 06-Nov-94 08:49:36 GMT\n",
	    STRONG, GO, GO },
	{ "in asctime's form, earlier", IMS "Sun Nov  6 08:49:36 1994\n",
	    STRONG, GO, GO },
	{ "no date is ignored", IMS "yesterday\n", STRONG, GO, GO },
	{ "an empty value is ignored", IMS "\n", STRONG, GO, GO },
	{ "two dates are ignored", IMS AT ", " AT "\n", STRONG, GO, GO },
	{ "two lines are ignored", IMS AT "\n" IMS AT "\n", STRONG, GO, GO },
	{ "no file, no date", IMS AT "\n", ABSENT, GO, GO },
	{ "a date in the future is a date",
	    IMS "Sun, 06 Nov 2044 08:49:37 GMT"
		"\n",
	    STRONG, SAME, GO },

	{ "an older file in place of the one of that date", IMS AT "\n", OLDER,
	    GO, GO },
	{ "it came within the second of the date", IMS AFTER "\n", OLDER, GO,
	    GO },
	{ "a date after it came", IMS "Sun, 06 Nov 1994 08:49:39 GMT\n", OLDER,
	    SAME, GO },
	{ "its own date", IMS "Sun, 06 Nov 1994 08:49:28 GMT\n", OLDER, SAME,
	    GO },
	{ "an older file is a change for a writer, too (13.1.4)", IUS AT "\n",
	    OLDER, FAIL, FAIL },
	{ "unless that is the date", IUS "Sun, 06 Nov 1994 08:49:28 GMT\n",
	    OLDER, GO, GO },

	{ "If-Unmodified-Since the same second (9110 13.1.4)", IUS AT "\n",
	    STRONG, GO, GO },
	{ "a second later", IUS AFTER "\n", STRONG, GO, GO },
	{ "a second earlier: it was modified", IUS BEFORE "\n", STRONG, FAIL,
	    FAIL },
	{ "in RFC 850's form", IUS "Sunday, 06-Nov-94 08:49:36 GMT\n", STRONG,
	    FAIL, FAIL },
	{ "in asctime's form", IUS "Sun Nov  6 08:49:36 1994\n", STRONG, FAIL,
	    FAIL },
	{ "in RFC 850's form, in time", IUS "Sunday, 06-Nov-94 08:49:37 GMT\n",
	    STRONG, GO, GO },
	{ "no date is ignored", IUS "never\n", STRONG, GO, GO },
	{ "two dates are ignored", IUS BEFORE ", " BEFORE "\n", STRONG, GO,
	    GO },
	{ "two lines are ignored", IUS BEFORE "\n" IUS BEFORE "\n", STRONG, GO,
	    GO },
	{ "no file, no date", IUS BEFORE "\n", ABSENT, GO, GO },

	{ "If-Match alone counts (9110 13.1.4)", IM "\"a,b\"\n" IUS BEFORE "\n",
	    STRONG, GO, GO },
	{ "even if it fails", IM "\"x\"\n" IUS AFTER "\n", STRONG, FAIL, FAIL },
	{ "even if it is malformed", IM "x\n" IUS AFTER "\n", STRONG, FAIL,
	    FAIL },
	{ "If-None-Match alone counts (9110 13.1.3)", INM "\"x\"\n" IMS AT "\n",
	    STRONG, GO, GO },
	{ "even if it is malformed", INM "x\n" IMS AT "\n", STRONG, GO, FAIL },
	{ "412 goes before 304 (9110 13.2.2)", IM "\"x\"\n" INM "\"a,b\"\n",
	    STRONG, FAIL, FAIL },
	{ "412 of a date goes before 304", IUS BEFORE "\n" INM "*\n", STRONG,
	    FAIL, FAIL },
	{ "both tags match: step 3 decides", INM "\"a,b\"\n" IM "\"a,b\"\n",
	    STRONG, SAME, FAIL },
	{ "the first in time, the second not", IUS AT "\n" IMS AT "\n", STRONG,
	    SAME, GO },
	{ "names without case", "IF-NONE-MATCH: \"a,b\"\n", STRONG, SAME,
	    FAIL },
	{ "If-Range is no precondition of these", IR "\"x\"\n", STRONG, GO,
	    GO },
};

static const struct {
	const char *why, *lines;
	enum current current;
	bool want;
} ranges[] = {
	{ "no If-Range: the Range counts", "Range: bytes=0-1\n", STRONG, true },
	{ "the tag (9110 13.1.5)", IR "\"a,b\"\n", STRONG, true },
	{ "another tag", IR "\"a\"\n", STRONG, false },
	{ "a weak tag", IR "W/\"a,b\"\n", STRONG, false },
	{ "a weak file", IR "\"a,b\"\n", WEAK, false },
	{ "both weak", IR "W/\"a,b\"\n", WEAK, false },
	{ "the date, exactly", IR AT "\n", STRONG, true },
	{ "the date and a weak tag of the file", IR AT "\n", WEAK, true },
	{ "in RFC 850's form", IR "Sunday, 06-Nov-94 08:49:37 GMT\n", STRONG,
	    true },
	{ "in asctime's form", IR "Sun Nov  6 08:49:37 1994\n", STRONG, true },
	{ "a second earlier", IR BEFORE "\n", STRONG, false },
	{ "a second later", IR AFTER "\n", STRONG, false },
	{ "a date that is not strong (9110 8.8.2.2)", IR AT "\n", FRESH,
	    false },
	{ "a list of tags", IR "\"a,b\", \"x\"\n", STRONG, false },
	{ "a star", IR "*\n", STRONG, false },
	{ "an empty value", IR "\n", STRONG, false },
	{ "neither tag nor date", IR "a,b\n", STRONG, false },
	{ "two lines", IR "\"a,b\"\n" IR "\"a,b\"\n", STRONG, false },
};

/* Reads the lines of s, each ended by LF; false if one is malformed. */
static bool
fill(struct fields *fields, struct span s)
{
	struct span line;
	struct field f;

	fields_init(fields, s.p);
	while (span_cut(s, '\n', &line, &s))
		if (field_parse(line, &f) != REFUSE_NOT ||
		    !fields_add(fields, &f))
			return false;
	return s.n == 0;
}

static void
test_cases(void)
{
	static const enum method readers[] = { METHOD_GET, METHOD_HEAD };
	static const enum method writers[] = { METHOD_PUT, METHOD_DELETE,
		METHOD_POST, METHOD_PATCH };

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct validators *v = cases[i].current == ABSENT
						 ? NULL
						 : &files[cases[i].current];
		struct span s = guarded(cases[i].lines);
		struct fields f;
		bool good = fill(&f, s);

		for (size_t m = 0; m < COUNT(readers); m++)
			good = good && (int)precondition_check(&f, readers[m],
					   v, NOW) == cases[i].get;
		OK(good, "GET and HEAD: %s: %s", cases[i].why, shown(s));
		good = true;
		for (size_t m = 0; m < COUNT(writers); m++)
			good = good && (int)precondition_check(&f, writers[m],
					   v, NOW) == cases[i].put;
		OK(good, "PUT and others: %s: %s", cases[i].why, shown(s));
	}
}

/*
 * All combinations of four fields: absent, met, not met.  "Met" is what the
 * RFC calls a true condition: go on.
 */
enum state { NONE, MET, UNMET };

static const char *const line_of[4][3] = {
	{ "", IM "\"a,b\"\n", IM "\"x\"\n" },
	{ "", IUS AT "\n", IUS BEFORE "\n" },
	{ "", INM "\"x\"\n", INM "\"a,b\"\n" },
	{ "", IMS BEFORE "\n", IMS AT "\n" },
};

/* 9110 13.2.2, word for word. */
static int
by_the_book(const enum state is[4], bool reads)
{
	if (is[0] != NONE) { /* 1 */
		if (is[0] == UNMET)
			return FAIL;
	} else if (is[1] != NONE) { /* 2 */
		if (is[1] == UNMET)
			return FAIL;
	}
	if (is[2] != NONE) { /* 3 */
		if (is[2] == UNMET)
			return reads ? SAME : FAIL;
	} else if (reads && is[3] != NONE) { /* 4 */
		if (is[3] == UNMET)
			return SAME;
	}
	return GO; /* 6 */
}

static void
test_order(void)
{
	for (unsigned i = 0; i < 81; i++) {
		enum state is[4] = { i % 3, i / 3 % 3, i / 9 % 3, i / 27 };
		char forward[256] = "", backward[256] = "";
		struct fields f, g;
		bool good;

		for (size_t k = 0; k < 4; k++) {
			strcat(forward, line_of[k][is[k]]);
			strcat(backward, line_of[3 - k][is[3 - k]]);
		}
		good =
		    fill(&f, guarded(forward)) && fill(&g, guarded(backward));
		for (enum method m = METHOD_GET; m <= METHOD_DELETE; m++) {
			bool reads = m == METHOD_GET || m == METHOD_HEAD;
			int want = by_the_book(is, reads);

			if (m == METHOD_OPTIONS)
				continue; /* has no conditions, 13.2.1 */
			good = good &&
			       (int)precondition_check(
				   &f, m, &files[STRONG], NOW) == want &&
			       (int)precondition_check(
				   &g, m, &files[STRONG], NOW) == want;
		}
		OK(good, "the order of 9110 13.2.2, in any order of lines: %s",
		    shown(span_str(forward)));
	}
}

int
main(void)
{
	test_cases();
	test_order();
	for (size_t i = 0; i < COUNT(ranges); i++) {
		struct span s = guarded(ranges[i].lines);
		struct fields f;
		bool filled = fill(&f, s);

		OK(filled && precondition_range(&f, &files[ranges[i].current],
				 NOW) == ranges[i].want,
		    "If-Range: %s: %s", ranges[i].why, shown(s));
	}
	return DONE();
}
