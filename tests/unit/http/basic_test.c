/* Credentials of the Basic scheme (RFC 7617 2). */
#define _GNU_SOURCE
#include "http/basic.h"

#include "base/base64.h"
#include "unit/test.h"

static const struct {
	const char *why, *value, *user, *password; /* user NULL: none */
} cases[] = {
	{ "the standard's own (7617 2)",
	    "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame" },
	{ "in UTF-8 (7617 2.1)", "Basic dGVzdDoxMjPCow==", "test",
	    "123\302\243" },
	{ "the scheme in any case (9110 11.1)", "bASIC YTpi", "a", "b" },
	{ "a colon in the password", "Basic YTpiOmM=", "a", "b:c" },
	{ "an empty password", "Basic YTo=", "a", "" },
	{ "an empty user", "Basic OmI=", "", "b" },
	{ "no colon", "Basic YWI=", NULL, NULL },
	{ "another scheme", "Bearer YTpi", NULL, NULL },
	{ "nothing behind the scheme", "Basic", NULL, NULL },
	{ "no base64", "Basic a:b", NULL, NULL },
	{ "a NUL", "Basic YTpiAGM=", NULL, NULL },
	{ "a line end (7617 2)", "Basic YTpiCg==", NULL, NULL },
	{ "nothing", "", NULL, NULL },
};

int
main(void)
{
	char text[1024], value[2048];
	struct basic b;

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool good = basic_parse(guarded(cases[i].value), &b);

		OK(good == (cases[i].user != NULL) &&
			(!good ||
			    (strcmp(b.user, cases[i].user) == 0 &&
				strcmp(b.password, cases[i].password) == 0)),
		    "%s: %s", cases[i].why, cases[i].value);
	}
	memset(text, 'x', sizeof text);
	text[1] = ':';
	for (size_t n = LIMIT_USER - 1; n <= LIMIT_USER + 1; n++) {
		struct text t = TEXT(value);

		text_put(&t, SPAN("Basic "));
		base64_put(&t, (struct span){ text, n });
		OK(basic_parse(TEXT_SPAN(t), &b) == (n <= LIMIT_USER),
		    "%zu bytes of %d", n, LIMIT_USER);
	}
	return DONE();
}
