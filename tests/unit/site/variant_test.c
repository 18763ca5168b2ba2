/*
 * Which form of a file a request gets: RFC 9110 12.5.3 and 12.4.2, and the
 * order of Precompressed among equals.
 */
#define _GNU_SOURCE
#include "site/variant.h"

#include "site/validators.h"
#include "unit/test.h"

/*
 * ranks: the codings to try, a bar, and those that only make the answer vary.
 */
static const struct {
	const char *why, *conf, *accept, *ranks;
	bool identity;
} cases[] = {
	{ "no Accept-Encoding: the file, for who can decode says so", "yes",
	    NULL, "| zstd br gzip", true },
	{ "an empty one wants no coding (12.5.3)", "yes", "", "| zstd br gzip",
	    true },
	{ "one that is named", "yes", "gzip", "gzip | zstd br", true },
	{ "x-gzip is gzip (8.4.1.3)", "yes", "x-gzip", "gzip | zstd br", true },
	{ "equals are in the server's order", "yes", "gzip, br, zstd",
	    "zstd br gzip |", true },
	{ "which is that of the directive", "gzip zstd", "zstd, gzip",
	    "gzip zstd |", true },
	{ "the highest weight is first (12.4.2)", "yes",
	    "gzip;q=1, br;q=0.8, zstd;q=0.9", "gzip zstd br |", true },
	{ "a weight of 0 is a no", "yes", "gzip;q=0, br", "br | zstd gzip",
	    true },
	{ "and so are 0.0 and 0.000", "yes", "gzip;q=0.0, br;q=0.000",
	    "| zstd br gzip", true },
	{ "* is every coding that is not named", "yes", "*, gzip;q=0.5",
	    "zstd br gzip |", true },
	{ "and what it weighs, they weigh", "yes", "br;q=0.1, *;q=0.2",
	    "zstd gzip br |", true },
	{ "*;q=0 refuses the rest and the file itself", "yes", "gzip, *;q=0",
	    "gzip | zstd br", false },
	{ "unless that is named", "yes", "gzip, identity;q=0.5, *;q=0",
	    "gzip | zstd br", true },
	{ "identity;q=0 refuses the file", "yes", "gzip, identity;q=0",
	    "gzip | zstd br", false },
	{ "and alone, everything", "yes", "identity;q=0", "| zstd br gzip",
	    false },
	{ "identity may be preferred", "yes", "identity, gzip;q=0.5",
	    "| gzip zstd br", true },
	{ "to some", "yes", "br, identity;q=0.8, gzip;q=0.5", "br | gzip zstd",
	    true },
	{ "of equals what is coded is smaller", "yes", "identity, gzip",
	    "gzip | zstd br", true },
	{ "not named, identity is the last resort", "yes", "gzip;q=0.001",
	    "gzip | zstd br", true },
	{ "a coding that nobody has", "yes", "deflate, compress",
	    "| zstd br gzip", true },
	{ "a coding that is not looked for", "gzip", "br, zstd", "| gzip",
	    true },
	{ "blanks and empty members (5.6.1)", "yes", " ,, br ; q=0.3 ,",
	    "br | zstd gzip", true },
	{ "a weight that is none is a no", "yes", "gzip;q=x, br;q=1.5",
	    "| zstd br gzip", true },
	{ "a browser", "yes", "gzip, deflate, br, zstd", "zstd br gzip |",
	    true },
};

static void
show(struct text *t, const struct variant_ranks *r)
{
	for (size_t i = 0; i <= r->n; i++) {
		if (i == r->wanted)
			text_put(t, i > 0 ? SPAN(" |") : SPAN("|"));
		if (i == r->n)
			break;
		if (i > 0 || r->wanted == 0)
			text_char(t, ' ');
		text_put(t, coding_name(r->at[i]));
	}
}

static void
test_ranks(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		char line[128], got[64], directive[64];
		struct text t = TEXT(got);
		struct variant_ranks ranks;
		struct fields fields;
		struct conf_error e;
		struct conf conf;

		conf_init(&conf);
		snprintf(directive, sizeof directive, "Precompressed %s",
		    cases[i].conf);
		(void)conf_parse(&conf, span_str(directive), &e);
		fields_init(&fields, line);
		if (cases[i].accept != NULL) {
			struct field f;

			snprintf(line, sizeof line, "Accept-Encoding: %s",
			    cases[i].accept);
			f.name = (struct span){ line, 15 };
			f.value = span_trim(span_from(span_str(line), 16));
			(void)fields_add(&fields, &f);
		}
		variant_rank(&conf, &fields, &ranks);
		show(&t, &ranks);
		OK(span_eq(TEXT_SPAN(t), span_str(cases[i].ranks)) &&
			ranks.identity == cases[i].identity,
		    "%s: %s: '%s'", cases[i].why,
		    cases[i].accept != NULL ? cases[i].accept : "-",
		    shown(TEXT_SPAN(t)));
	}
}

static void
test_fresh(void)
{
	struct file_facts source = { .kind = FILE_REGULAR, .mtime_ns = 1000 };
	struct file_facts variant = source;

	OK(variant_is_fresh(&source, &variant), "as old as its source: fresh");
	variant.mtime_ns = 1001;
	OK(variant_is_fresh(&source, &variant), "newer: fresh");
	variant.mtime_ns = 999;
	OK(!variant_is_fresh(&source, &variant), "a nanosecond older: stale");
	variant =
	    (struct file_facts){ .kind = FILE_DIRECTORY, .mtime_ns = 2000 };
	OK(!variant_is_fresh(&source, &variant), "a directory is no variant");
}

/*
 * 8.8.3.3: the tags of two codings differ, even if size, inode and time of
 * their files are the same.
 */
static void
test_tags(void)
{
	struct file_facts most = { .kind = FILE_REGULAR,
		.size = UINT64_MAX,
		.inode = UINT64_MAX,
		.mtime_ns = -1 };
	struct validators v[CODING_COUNT];
	char room[CODING_COUNT][ETAG_MAX];

	for (enum coding c = CODING_IDENTITY; c < CODING_COUNT; c++) {
		struct etag parsed;
		bool apart = true;

		validators_make(&most, 0, room[c], &v[c]);
		if (c != CODING_IDENTITY)
			variant_tag(c, room[c], &v[c]);
		for (enum coding other = CODING_IDENTITY; other < c; other++)
			apart = apart &&
				!etag_weak_match(&v[c].etag, &v[other].etag);
		OK(apart && etag_parse(v[c].etag.opaque, &parsed),
		    "the tag of %s is its own: %s", shown(coding_name(c)),
		    shown(v[c].etag.opaque));
	}
}

int
main(void)
{
	test_ranks();
	test_fresh();
	test_tags();
	return DONE();
}
