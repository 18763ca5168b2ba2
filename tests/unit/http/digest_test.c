/* Digest fields (RFC 9530), with the examples of the standard. */
#define _GNU_SOURCE
#include "http/digest.h"

#include "unit/test.h"

/* digests of {"hello": "world"} and a newline, as in 9530 B */
#define CONTENT "{\"hello\": \"world\"}\n"
#define SHA_256 "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
#define OTHER "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"

enum want { AGREES, DIFFERS, MALFORMED };

static const struct {
	const char *why, *content_digest, *repr_digest;
	enum want want;
	unsigned set;
} cases[] = {
	{ "no digest", NULL, NULL, AGREES, 0 },
	{ "its own", SHA_256, NULL, AGREES, 1 },
	{ "as Repr-Digest", NULL, SHA_256, AGREES, 1 },
	{ "as both", SHA_256, SHA_256, AGREES, 1 },
	{ "another's", OTHER, NULL, DIFFERS, 1 },
	{ "its own and another's", SHA_256, OTHER, DIFFERS, 1 },
	{ "two, of which one is wrong", SHA_256 ", " OTHER, NULL, DIFFERS, 1 },
	{ "with a parameter (8941 3.1.2)", SHA_256 ";x=1", NULL, AGREES, 1 },
	{ "with blanks", "  " SHA_256 " ", NULL, AGREES, 1 },
	{ "an algorithm that we do not know (9530 5)", "md5=:AAAA:", NULL,
	    AGREES, 0 },
	{ "beside one that we do", "unixsum=:AAAA: , " SHA_256, NULL, AGREES,
	    1 },
	{ "sha-512 that is too short", "sha-512=:AAAA:", NULL, MALFORMED, 0 },
	{ "sha-256 that is too long",
	    "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDgAAAA=:", NULL,
	    MALFORMED, 0 },
	{ "without its colons",
	    "sha-256=RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=", NULL,
	    MALFORMED, 0 },
	{ "in hexadecimal", "sha-256=:44aff4ab:", NULL, MALFORMED, 0 },
	{ "without a value", "sha-256", NULL, MALFORMED, 0 },
	{ "one colon", "sha-256=:", NULL, MALFORMED, 0 },
	{ "keys have one case (8941 3.2)", "SHA-256=:AAAA:", NULL, AGREES, 0 },
};

static const struct {
	const char *why, *value;
	int want; /* -1: none */
} wants[] = {
	{ "one", "sha-256=1", SHA2_256 },
	{ "the best of several", "sha-512=3, sha-256=10, unixsum=0", SHA2_256 },
	{ "in any order", "sha-256=3, sha-512=10", SHA2_512 },
	{ "0 is not acceptable (4)", "sha-256=0", -1 },
	{ "none that we know", "md5=10", -1 },
	{ "more than 10 is malformed", "sha-256=11", -1 },
	{ "no integer", "sha-256=a", -1 },
	{ "nothing", "", -1 },
};

static struct fields
make(const char *a, const char *av, const char *b, const char *bv)
{
	static char head[1024];
	struct fields fields;
	struct field f;
	struct text t = TEXT(head);
	const char *name[2] = { a, b }, *value[2] = { av, bv };

	fields_init(&fields, head);
	for (int i = 0; i < 2; i++) {
		size_t at = t.n;

		if (value[i] == NULL)
			continue;
		text_put(&t, span_str(name[i]));
		text_put(&t, SPAN(": "));
		text_put(&t, span_str(value[i]));
		if (field_parse((struct span){ head + at, t.n - at }, &f) ==
		    REFUSE_NOT)
			(void)fields_add(&fields, &f);
	}
	return fields;
}

int
main(void)
{
	struct digest_values values = { { { 0 } } };
	char buf[128];
	struct text t = TEXT(buf);
	struct digest_sums sums;

	digest_begin(&sums, DIGEST_BIT(SHA2_256));
	digest_feed(&sums, SPAN(CONTENT));
	digest_end(&sums, &values);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fields f =
		    make("Content-Digest", cases[i].content_digest,
			"Repr-Digest", cases[i].repr_digest);
		unsigned set;
		bool good = digest_wanted(&f, &set);

		OK(good == (cases[i].want != MALFORMED) &&
			(!good || (set == cases[i].set &&
				      digest_agrees(&f, &values) ==
					  (cases[i].want == AGREES))),
		    "%s", cases[i].why);
	}
	for (size_t i = 0; i < COUNT(wants); i++) {
		struct fields f =
		    make("Want-Repr-Digest", wants[i].value, "", NULL);
		enum sha2_kind kind;
		bool good = digest_preferred(&f, &kind);

		OK(good == (wants[i].want >= 0) &&
			(!good || (int)kind == wants[i].want),
		    "%s: %s", wants[i].why, wants[i].value);
	}
	digest_put(&t, SHA2_256, values.of[SHA2_256]);
	OK(span_eq(TEXT_SPAN(t), SPAN(SHA_256)), "written as it is read: %s",
	    shown(TEXT_SPAN(t)));
	return DONE();
}
