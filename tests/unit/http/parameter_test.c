/* Parameters behind semicolons (RFC 9110 5.6.6, RFC 8187). */
#define _GNU_SOURCE
#include "http/parameter.h"

#include "unit/test.h"

static const struct {
	const char *why, *field, *plain, *extended; /* NULL: there is none */
} cases[] = {
	{ "a token", "attachment; filename=a.txt", "a.txt", NULL },
	{ "a quoted string", "attachment; filename=\"a b.txt\"", "a b.txt",
	    NULL },
	{ "a semicolon in quotes", "x; y=\";\"; filename=a", "a", NULL },
	{ "the name in any case", "x; FileName=a", "a", NULL },
	{ "the first of two", "x; filename=a; filename=b", "a", NULL },
	{ "another's name is not it", "x; filenames=a; xfilename=b", NULL,
	    NULL },
	{ "an escaped quote", "x; filename=\"a\\\"b\"", "a\"b", NULL },
	{ "a backslash that escapes none", "x; filename=\"a\\b\"", "a\\b",
	    NULL },
	{ "an empty value", "x; filename=\"\"", "", NULL },
	{ "empty parameters (9110 5.6.6)", "x;;  ; filename=a;", "a", NULL },
	{ "no value", "x; filename", NULL, NULL },
	{ "no value behind its sign", "x; filename=", NULL, NULL },
	{ "a quote that is left open", "x; filename=\"a", NULL, NULL },
	{ "one that ends in an escape", "x; filename=\"a\\\"", NULL, NULL },
	{ "text behind a quote", "x; filename=\"a\"b", NULL, NULL },
	{ "blanks around the sign", "x; filename = a", NULL, NULL },
	{ "malformed before it", "x; a b; filename=c", NULL, NULL },
	{ "no parameters", "attachment", NULL, NULL },
	{ "extended (8187 3.2)", "x; filename*=UTF-8''gr%c3%BCn%20.txt", NULL,
	    "gr\303\274n .txt" },
	{ "both (6266 4.3)", "x; filename=a; filename*=utf-8'en'b", "a", "b" },
	{ "Latin-1 (5987 3.2)", "x; filename*=iso-8859-1''%fc", NULL,
	    "\303\274" },
	{ "another charset", "x; filename*=utf-16''%fc", NULL, NULL },
	{ "no UTF-8", "x; filename*=UTF-8''%fc", NULL, NULL },
	{ "not escaped", "x; filename*=\"UTF-8''\303\274\"", NULL, NULL },
	{ "half an escape", "x; filename*=UTF-8''a%f", NULL, NULL },
	{ "no language", "x; filename*=UTF-8'a", NULL, NULL },
};

static bool
same(bool found, const struct text *t, const char *want)
{
	if (want == NULL)
		return !found;
	return found && span_eq(TEXT_SPAN(*t), span_str(want));
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span field = guarded(cases[i].field);
		char a[64], b[64];
		struct text t = TEXT(a), u = TEXT(b);
		bool plain = parameter_find(field, SPAN("filename"), &t);
		bool extended =
		    parameter_find_extended(field, SPAN("filename"), &u);

		OK(same(plain, &t, cases[i].plain) &&
			same(extended, &u, cases[i].extended),
		    "%s: %s", cases[i].why, cases[i].field);
	}
	OK(span_eq(parameter_main(SPAN(" a/b ; c=d")), SPAN("a/b")),
	    "what is in front of them");
	return DONE();
}
