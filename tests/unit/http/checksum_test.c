/* Upload-Checksum (tus 1.0.0, Checksum) of "abc" and of nothing. */
#define _GNU_SOURCE
#include "http/checksum.h"

#include "unit/test.h"

#define SHA1_ABC "Upload-Checksum: sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0="
#define SHA256_ABC                                                             \
	"Upload-Checksum: sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="

enum want { AGREES, DIFFERS, MALFORMED };

static const struct {
	const char *why, *lines, *content;
	enum want want;
	enum checksum_kind kind;
} cases[] = {
	{ "none", "A: b", "abc", AGREES, CHECKSUM_NONE },
	{ "SHA-1", SHA1_ABC, "abc", AGREES, CHECKSUM_SHA1 },
	{ "of other bytes", SHA1_ABC, "abd", DIFFERS, CHECKSUM_SHA1 },
	{ "of fewer", SHA1_ABC, "ab", DIFFERS, CHECKSUM_SHA1 },
	{ "SHA-1 of nothing",
	    "Upload-Checksum: sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "", AGREES,
	    CHECKSUM_SHA1 },
	{ "SHA-256", SHA256_ABC, "abc", AGREES, CHECKSUM_SHA256 },
	{ "of other bytes", SHA256_ABC, "", DIFFERS, CHECKSUM_SHA256 },
	{ "several blanks",
	    "Upload-Checksum:  sha1   qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "abc",
	    AGREES, CHECKSUM_SHA1 },
	{ "another algorithm", "Upload-Checksum: md5 kAFQmDzST7DWlj99KOF/cg==",
	    "abc", MALFORMED, CHECKSUM_NONE },
	{ "names have one case",
	    "Upload-Checksum: SHA1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "abc",
	    MALFORMED, CHECKSUM_NONE },
	{ "no checksum", "Upload-Checksum: sha1", "", MALFORMED,
	    CHECKSUM_NONE },
	{ "nothing", "Upload-Checksum:", "", MALFORMED, CHECKSUM_NONE },
	{ "one that is too short", "Upload-Checksum: sha1 qZk+", "abc",
	    MALFORMED, CHECKSUM_NONE },
	{ "one of the other algorithm",
	    "Upload-Checksum: sha1 "
	    "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
	    "abc", MALFORMED, CHECKSUM_NONE },
	{ "no base64", "Upload-Checksum: sha1 qZk*NkcGgWq6PiVxeFDCbJzQ2J0=",
	    "abc", MALFORMED, CHECKSUM_NONE },
	{ "two fields", SHA1_ABC "\n" SHA1_ABC, "abc", MALFORMED,
	    CHECKSUM_NONE },
};

static struct fields
fields_of(const char *lines)
{
	struct span rest = guarded(lines), line;
	struct fields fields;
	struct field f;

	fields_init(&fields, rest.p);
	while (rest.n > 0) {
		(void)span_cut(rest, '\n', &line, &rest);
		if (field_parse(line, &f) == REFUSE_NOT)
			(void)fields_add(&fields, &f);
	}
	return fields;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fields fields = fields_of(cases[i].lines);
		struct span content = guarded(cases[i].content);
		enum want got = MALFORMED;
		struct checksum sum;

		if (checksum_begin(&sum, &fields)) {
			for (size_t k = 0; k < content.n; k++)
				checksum_feed(
				    &sum, (struct span){ content.p + k, 1 });
			got = sum.kind == cases[i].kind && checksum_agrees(&sum)
				  ? AGREES
				  : DIFFERS;
		}
		OK(got == cases[i].want, "%s", cases[i].why);
	}
	return DONE();
}
