/* Base64: the examples of RFC 4648 10, and texts that are not Base64. */
#define _GNU_SOURCE
#include "base/base64.h"

#include "unit/test.h"

static const struct {
	const char *why, *text, *bytes; /* bytes NULL: not base64 */
} cases[] = {
	{ "nothing", "", "" },
	{ "one byte", "Zg==", "f" },
	{ "two", "Zm8=", "fo" },
	{ "three", "Zm9v", "foo" },
	{ "four", "Zm9vYg==", "foob" },
	{ "six", "Zm9vYmFy", "foobar" },
	{ "the last letters", "+/+/", "\373\377\277" },
	{ "no padding", "Zg", NULL },
	{ "too little", "Zg=", NULL },
	{ "too much", "Z===", NULL },
	{ "padding alone", "====", NULL },
	{ "padding within", "Zg==Zg==", NULL },
	{ "bits left over (4648 3.5)", "Zh==", NULL },
	{ "and of two bytes", "Zm9=", NULL },
	{ "the other alphabet", "-_-_", NULL },
	{ "a blank", "Zm 9", NULL },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		char buf[64], again[64];
		struct text t = TEXT(buf), u = TEXT(again);
		bool good = base64_read(guarded(cases[i].text), &t);

		if (good)
			base64_put(&u, TEXT_SPAN(t));
		OK(good == (cases[i].bytes != NULL) &&
			(!good ||
			    (span_eq(TEXT_SPAN(t), span_str(cases[i].bytes)) &&
				span_eq(
				    TEXT_SPAN(u), span_str(cases[i].text)))),
		    "%s: '%s'", cases[i].why, cases[i].text);
	}
	return DONE();
}
