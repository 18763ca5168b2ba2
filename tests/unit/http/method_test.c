#define _GNU_SOURCE
#include "http/method.h"

#include "unit/test.h"

static const struct {
	const char *why, *token;
	enum method want;
} cases[] = {
	{ "9110 9.3.1", "GET", METHOD_GET },
	{ "9110 9.3.2", "HEAD", METHOD_HEAD },
	{ "9110 9.3.3", "POST", METHOD_POST },
	{ "9110 9.3.4", "PUT", METHOD_PUT },
	{ "9110 9.3.5", "DELETE", METHOD_DELETE },
	{ "9110 9.3.6", "CONNECT", METHOD_CONNECT },
	{ "9110 9.3.7", "OPTIONS", METHOD_OPTIONS },
	{ "9110 9.3.8", "TRACE", METHOD_TRACE },
	{ "5789", "PATCH", METHOD_PATCH },
	{ "case-sensitive (9110 9.1)", "get", METHOD_UNKNOWN },
	{ "case-sensitive in each letter", "GEt", METHOD_UNKNOWN },
	{ "a prefix of one", "GE", METHOD_UNKNOWN },
	{ "more than one", "GETS", METHOD_UNKNOWN },
	{ "empty", "", METHOD_UNKNOWN },
	{ "the name of the unknown one", "-", METHOD_UNKNOWN },
	{ "longer than all of them", "PROPFINDPROPFIND", METHOD_UNKNOWN },
	{ "another method", "PROPFIND", METHOD_UNKNOWN },
};

static const struct {
	const char *why;
	unsigned set;
	const char *want;
} sets[] = {
	{ "no method (9110 10.2.1)", 0, "" },
	{ "one", METHOD_BIT(METHOD_GET), "GET" },
	{ "two", METHOD_BIT(METHOD_GET) | METHOD_BIT(METHOD_HEAD),
	    "GET, HEAD" },
	{ "not the first", METHOD_BIT(METHOD_PUT) | METHOD_BIT(METHOD_DELETE),
	    "PUT, DELETE" },
	{ "the unknown one is never named",
	    METHOD_BIT(METHOD_UNKNOWN) | METHOD_BIT(METHOD_TRACE), "TRACE" },
	{ "all", METHOD_BIT(METHOD_COUNT) - 1,
	    "GET, HEAD, OPTIONS, POST, PUT, DELETE, TRACE, CONNECT, PATCH" },
	{ "bits that are no method", METHOD_BIT(METHOD_COUNT), "" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		OK(method_parse(guarded(cases[i].token)) == cases[i].want,
		    "%s: \"%s\"", cases[i].why, cases[i].token);
	for (enum method m = METHOD_GET; m < METHOD_COUNT; m++)
		OK(method_parse(method_name(m)) == m,
		    "its name is read as itself: %s", shown(method_name(m)));
	for (size_t i = 0; i < COUNT(sets); i++) {
		char buf[128];
		struct text t = TEXT(buf);

		method_put_set(&t, sets[i].set);
		OK(text_fits(&t) &&
			span_eq(TEXT_SPAN(t), span_str(sets[i].want)),
		    "Allow: %s: %s", sets[i].why, shown(TEXT_SPAN(t)));
	}
	return DONE();
}
