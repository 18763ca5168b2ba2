#include "http/coding.h"

/*
 * Sorted as the enum.  Arrays instead of pointers need no relocation at the
 * start.
 */
static const struct {
	char name[9], suffix[5];
} table[CODING_COUNT] = {
	{ "identity", "" },
	{ "zstd", ".zst" },
	{ "br", ".br" },
	{ "gzip", ".gz" },
};

struct span
coding_name(enum coding coding)
{
	return span_str(table[coding].name);
}

struct span
coding_suffix(enum coding coding)
{
	return span_str(table[coding].suffix);
}

bool
coding_parse(struct span name, enum coding *out)
{
	if (span_eq_nocase(name, SPAN("x-gzip")))
		name = SPAN("gzip");
	for (enum coding c = CODING_IDENTITY; c < CODING_COUNT; c++)
		if (span_eq_nocase(name, coding_name(c))) {
			*out = c;
			return true;
		}
	return false;
}
