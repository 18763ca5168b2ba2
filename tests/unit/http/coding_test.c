/*
 * The names of content codings, RFC 9110 8.4.1, and of the files in them.
 */
#define _GNU_SOURCE
#include "http/coding.h"

#include "unit/test.h"

static const struct {
	const char *name;
	bool known;
	enum coding coding;
} names[] = {
	{ "gzip", true, CODING_GZIP },
	{ "GZip", true, CODING_GZIP },
	{ "x-gzip", true, CODING_GZIP }, /* 8.4.1.3 */
	{ "br", true, CODING_BR },
	{ "zstd", true, CODING_ZSTD },
	{ "identity", true, CODING_IDENTITY },
	{ "zst", false, CODING_IDENTITY },
	{ "gzip ", false, CODING_IDENTITY },
	{ "deflate", false, CODING_IDENTITY },
	{ "*", false, CODING_IDENTITY },
	{ "", false, CODING_IDENTITY },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		enum coding coding = CODING_IDENTITY;

		OK(coding_parse(guarded(names[i].name), &coding) ==
			    names[i].known &&
			coding == names[i].coding,
		    "'%s' is %s", names[i].name,
		    names[i].known ? "known" : "not known");
	}
	for (enum coding c = CODING_IDENTITY; c < CODING_COUNT; c++) {
		enum coding again = CODING_COUNT;

		OK(coding_parse(coding_name(c), &again) && again == c,
		    "%s is its own name", shown(coding_name(c)));
	}
	OK(coding_suffix(CODING_IDENTITY).n == 0 &&
		span_eq(coding_suffix(CODING_ZSTD), SPAN(".zst")) &&
		span_eq(coding_suffix(CODING_BR), SPAN(".br")) &&
		span_eq(coding_suffix(CODING_GZIP), SPAN(".gz")),
	    "the suffixes of their files");
	return DONE();
}
