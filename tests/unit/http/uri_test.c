#define _GNU_SOURCE
#include "http/uri.h"

#include "base/limits.h"
#include "unit/test.h"

static const struct {
	const char *why, *typed, *want; /* want NULL: refused */
	enum uri_answer answer;
} normals[] = {
	{ "as it is", "http://a/b?c", "http://a/b?c", URI_GOOD },
	{ "no scheme is http", "a/b", "http://a/b", URI_GOOD },
	{ "no scheme and a port", "localhost:12000/file.html",
	    "http://localhost:12000/file.html", URI_GOOD },
	{ "a port alone", "a:81", "http://a:81/", URI_GOOD },
	{ "9110 4.2.3: an empty path is /", "http://a", "http://a/", URI_GOOD },
	{ "9110 4.2.3: with a query", "http://a?q", "http://a/?q", URI_GOOD },
	{ "9110 4.2.3: the default port", "http://a:80/", "http://a/",
	    URI_GOOD },
	{ "9110 4.2.3: of https", "https://a:443/", "https://a/", URI_GOOD },
	{ "80 is not https's", "https://a:80/", "https://a:80/", URI_GOOD },
	{ "an empty port", "http://a:/", "http://a/", URI_GOOD },
	{ "zeroes before a port", "http://a:0080/", "http://a/", URI_GOOD },
	{ "9110 4.2.3: scheme and host without case", "HTTP://ExAmPlE.Org/A",
	    "http://example.org/A", URI_GOOD },
	{ "3986 6.2.2.2: an escape without need", "http://a/%7Euser/%41",
	    "http://a/~user/A", URI_GOOD },
	{ "3986 6.2.2.1: capitals in escapes", "http://a/%e2%2f",
	    "http://a/%E2%2F", URI_GOOD },
	{ "3986 6.2.2.3: dot segments", "http://a/b/./c/../d", "http://a/b/d",
	    URI_GOOD },
	{ "dots behind escapes", "http://a/b/%2e%2E/c", "http://a/c",
	    URI_GOOD },
	{ "more dots than segments", "http://a/../../b", "http://a/b",
	    URI_GOOD },
	{ "a dot at the end", "http://a/b/.", "http://a/b/", URI_GOOD },
	{ "two at the end", "http://a/b/..", "http://a/", URI_GOOD },
	{ "three are a name", "http://a/...", "http://a/...", URI_GOOD },
	{ "dots in a query stay", "http://a/?../b", "http://a/?../b",
	    URI_GOOD },
	{ "9110 4.2.5: no fragment", "http://a/b#c?d", "http://a/b", URI_GOOD },
	{ "a blank is escaped", "http://a/b c", "http://a/b%20c", URI_GOOD },
	{ "and octets beyond ASCII", "http://a/\xc3\xa9", "http://a/%C3%A9",
	    URI_GOOD },
	{ "a stray percent sign", "http://a/100%", "http://a/100%25",
	    URI_GOOD },
	{ "the zone of an address keeps its case, and its address does not "
	  "(6874 2)",
	    "http://[FE80::1%25Eth0]:80/", "http://[fe80::1%25Eth0]/",
	    URI_GOOD },
	{ "a zone behind a bare percent sign (6874 3)",
	    "http://[fe80::1%Eth0]:81/", "http://[fe80::1%25Eth0]:81/",
	    URI_GOOD },
	{ "a bare percent sign and no zone", "http://[fe80::1%]/", "",
	    URI_BAD },
	{ "a name has no zone", "http://A%25Eth0/", "http://a%25eth0/",
	    URI_GOOD },
	{ "an empty zone", "http://[fe80::1%25]/", "", URI_BAD },
	{ "a zone that would end the bracket", "http://[fe80::1%25a]b]/", "",
	    URI_BAD },
	{ "one before digits", "http://a/%%34%31", "http://a/%2541", URI_GOOD },
	{ "a backslash ends no authority", "http://a\\@b/", "http://a/%5C@b/",
	    URI_GOOD },
	{ "userinfo is taken off", "http://u:p@a/", "http://a/", URI_GOOD },
	{ "up to the last @", "http://u@x:p@a/", "http://a/", URI_GOOD },
	{ "IPv6", "http://[::1]:8080/", "http://[::1]:8080/", URI_GOOD },
	{ "IPv6 without a port", "[2001:DB8::1]/x", "http://[2001:db8::1]/x",
	    URI_GOOD },
	{ "an internationalised name",
	    "http://b\xc3\xbc"
	    "cher/",
	    "http://b\xc3\xbc"
	    "cher/",
	    URI_GOOD },
	{ "an empty query stays", "http://a/?", "http://a/?", URI_GOOD },

	{ "nothing", "", NULL, URI_BAD },
	{ "no host", "http:///x", NULL, URI_BAD },
	{ "9110 4.2.1: an empty host", "http://:80/", NULL, URI_BAD },
	{ "userinfo and no host", "http://u@/", NULL, URI_BAD },
	{ "another scheme", "ftp://a/", NULL, URI_SCHEME },
	{ "a local file", "file:///etc/passwd", NULL, URI_SCHEME },
	{ "one slash", "http:/a/", NULL, URI_BAD },
	{ "port 0", "http://a:0/", NULL, URI_BAD },
	{ "a port beyond", "http://a:65536/", NULL, URI_BAD },
	{ "no port at all", "http://a:b/", NULL, URI_BAD },
	{ "a line feed", "http://a/\nb", NULL, URI_BAD },
	{ "a carriage return in the host", "http://a\r/", NULL, URI_BAD },
	{ "a blank in the host", "http://a b/", NULL, URI_BAD },
	{ "an address that is not closed", "http://[::1/", NULL, URI_BAD },
};

static const struct {
	const char *why, *base, *reference, *want;
} references[] = {
	/* 3986 5.4.1 and 5.4.2, whose base is http://a/b/c/d;p?q */
	{ "g", "http://a/b/c/d;p?q", "g", "http://a/b/c/g" },
	{ "./g", "http://a/b/c/d;p?q", "./g", "http://a/b/c/g" },
	{ "g/", "http://a/b/c/d;p?q", "g/", "http://a/b/c/g/" },
	{ "/g", "http://a/b/c/d;p?q", "/g", "http://a/g" },
	{ "//g", "http://a/b/c/d;p?q", "//g", "http://g/" },
	{ "?y", "http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y" },
	{ "g?y", "http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y" },
	{ "#s", "http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q" },
	{ "nothing", "http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q" },
	{ ";x", "http://a/b/c/d;p?q", ";x", "http://a/b/c/;x" },
	{ ".", "http://a/b/c/d;p?q", ".", "http://a/b/c/" },
	{ "..", "http://a/b/c/d;p?q", "..", "http://a/b/" },
	{ "../g", "http://a/b/c/d;p?q", "../g", "http://a/b/g" },
	{ "../../..", "http://a/b/c/d;p?q", "../../../g", "http://a/g" },
	{ "g;x=1/../y", "http://a/b/c/d;p?q", "g;x=1/../y", "http://a/b/c/y" },
	{ "absolute", "http://a/b", "https://c/d", "https://c/d" },
	{ "the scheme of the base", "https://a/b", "//c", "https://c/" },
	{ "no password comes by a redirect", "http://a/", "http://u:p@b/",
	    "http://b/" },
	{ "another scheme", "http://a/", "ftp://b/", NULL },
	{ "script", "http://a/", "javascript:alert(1)", NULL },
};

static void
test_normals(void)
{
	for (size_t i = 0; i < COUNT(normals); i++) {
		char buf[256], again[256];
		struct text t = TEXT(buf), u = TEXT(again);
		struct span userinfo;
		enum uri_answer a =
		    uri_normalise(guarded(normals[i].typed), &t, &userinfo);

		OK(a == normals[i].answer, "%s: answer", normals[i].why);
		if (a != URI_GOOD)
			continue;
		OK(span_eq(TEXT_SPAN(t), span_str(normals[i].want)), "%s: %s",
		    normals[i].why, shown(TEXT_SPAN(t)));
		OK(uri_normalise(TEXT_SPAN(t), &u, &userinfo) == URI_GOOD &&
			span_eq(TEXT_SPAN(t), TEXT_SPAN(u)),
		    "%s: and stays", normals[i].why);
	}
}

static void
test_room(void)
{
	static char typed[LIMIT_URI + 2], buf[LIMIT_URI];
	struct span userinfo;
	size_t good = 0;

	for (size_t room = 0; room < 40; room++) {
		struct text t = { buf, room, 0 };

		good += uri_normalise(SPAN("http://a/bc/../d?e"), &t,
			    &userinfo) == URI_GOOD &&
			!text_fits(&t);
	}
	OK(good == 0, "what does not fit is not good");
	memset(typed, 'a', sizeof typed);
	OK(uri_normalise((struct span){ typed, LIMIT_URI + 1 },
	       &(struct text){ buf, sizeof buf, 0 }, &userinfo) == URI_BAD,
	    "too long");
}

static void
test_rest(void)
{
	struct uri u;
	char buf[64];
	struct text t = TEXT(buf);

	uri_split(SPAN("http://[::1]:81/a/b?c"), &u);
	OK(span_eq(u.host, SPAN("[::1]")) && span_eq(u.port, SPAN("81")) &&
		span_eq(u.path, SPAN("/a/b")) && span_eq(u.query, SPAN("c")) &&
		span_eq(u.origin, SPAN("http://[::1]:81")),
	    "the parts of a normal form");
	OK(uri_same_origin(SPAN("http://a/b"), SPAN("http://a/c?d")),
	    "9110 4.3.1: the same origin");
	OK(!uri_same_origin(SPAN("http://a/b"), SPAN("https://a/b")),
	    "9110 4.3.1: another scheme is another origin");
	OK(!uri_same_origin(SPAN("http://a/b"), SPAN("http://a:81/b")),
	    "9110 4.3.1: another port too");
	OK(!uri_same_origin(SPAN("http://a/b"), SPAN("http://ab/b")),
	    "9110 4.3.1: and a longer host");
	OK(span_eq(uri_base_name(SPAN("http://a/b/c.d?e/f")), SPAN("c.d")),
	    "the base name");
	OK(uri_base_name(SPAN("http://a/b/")).n == 0, "a directory has none");
	uri_put_decoded(&t, SPAN("a%3ab%zz%4"));
	OK(span_eq(TEXT_SPAN(t), SPAN("a:b%zz%4")), "decoded: %s",
	    shown(TEXT_SPAN(t)));
}

/* A URI that fits is good, however much of it might have been escaped. */
static void
test_long(void)
{
	static char typed[LIMIT_URI], buf[LIMIT_URI];
	struct text t = TEXT(buf);
	struct span user;

	memset(typed, 'x', sizeof typed);
	memcpy(typed, "http://a/", 9);
	OK(uri_normalise((struct span){ typed, sizeof typed }, &t, &user) ==
		    URI_GOOD &&
		t.n == sizeof typed,
	    "a path of 8 KiB");
	t.n = 0;
	typed[sizeof typed - 1] = ' ';
	OK(uri_normalise((struct span){ typed, sizeof typed }, &t, &user) ==
		URI_BAD,
	    "one that is longer when it is escaped");
}

int
main(void)
{
	test_normals();
	for (size_t i = 0; i < COUNT(references); i++) {
		char buf[256];
		struct text t = TEXT(buf);
		enum uri_answer a = uri_resolve(guarded(references[i].base),
		    guarded(references[i].reference), &t);

		OK(references[i].want == NULL
			? a == URI_SCHEME
			: a == URI_GOOD && span_eq(TEXT_SPAN(t),
					       span_str(references[i].want)),
		    "3986 5.4: %s: %s", references[i].why, shown(TEXT_SPAN(t)));
	}
	test_room();
	test_rest();
	test_long();
	return DONE();
}
