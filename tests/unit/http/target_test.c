#define _GNU_SOURCE
#include "http/target.h"

#include "base/limits.h"
#include "unit/test.h"

#define S(literal)                                                             \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}
#define NO(id) REFUSE_##id, TARGET_ORIGIN, "", "", false, ""
#define YES(form) REFUSE_NOT, TARGET_##form
#define NO_QUERY NULL

/* A refusal sets nothing else, so the row of a refusal ends at its id. */
static const struct {
	const char *why;
	struct span raw;
	enum method method;
	enum refusal want;
	enum target_form form;
	const char *authority, *path;
	bool directory;
	const char *query;
} cases[] = {
	{ "the root (9112 3.2.1)", S("/"), METHOD_GET, YES(ORIGIN), "", "",
	    true, NO_QUERY },
	{ "a file", S("/a"), METHOD_GET, YES(ORIGIN), "", "a", false,
	    NO_QUERY },
	{ "a directory", S("/a/"), METHOD_GET, YES(ORIGIN), "", "a", true,
	    NO_QUERY },
	{ "a file in directories", S("/a/b/c.txt"), METHOD_GET, YES(ORIGIN), "",
	    "a/b/c.txt", false, NO_QUERY },
	{ "a query", S("/a?b=c"), METHOD_GET, YES(ORIGIN), "", "a", false,
	    "b=c" },
	{ "an empty query", S("/?"), METHOD_GET, YES(ORIGIN), "", "", true,
	    "" },
	{ "a query of slashes and question marks", S("/a?/../?b"), METHOD_GET,
	    YES(ORIGIN), "", "a", false, "/../?b" },
	{ "a query is not decoded", S("/?%00%2f%zz%"), METHOD_GET, YES(ORIGIN),
	    "", "", true, "%00%2f%zz%" },
	{ "an escape (3986 2.1)", S("/a%20b"), METHOD_GET, YES(ORIGIN), "",
	    "a b", false, NO_QUERY },
	{ "in small letters", S("/%c3%a4"), METHOD_GET, YES(ORIGIN), "",
	    "\xc3\xa4", false, NO_QUERY },
	{ "in capitals", S("/%C3%A4"), METHOD_GET, YES(ORIGIN), "", "\xc3\xa4",
	    false, NO_QUERY },
	{ "decoded once only", S("/%2525%2e"), METHOD_GET, YES(ORIGIN), "",
	    "%25.", false, NO_QUERY },
	{ "an escaped question mark", S("/a%3fb"), METHOD_GET, YES(ORIGIN), "",
	    "a?b", false, NO_QUERY },
	{ "an escaped backslash is a name's", S("/a%5cb"), METHOD_GET,
	    YES(ORIGIN), "", "a\\b", false, NO_QUERY },
	{ "an escaped line end is a name's", S("/%0d%0a"), METHOD_GET,
	    YES(ORIGIN), "", "\r\n", false, NO_QUERY },
	{ "a plus is a plus", S("/a+b"), METHOD_GET, YES(ORIGIN), "", "a+b",
	    false, NO_QUERY },
	{ "parameters are part of a name", S("/a;b=c,d"), METHOD_GET,
	    YES(ORIGIN), "", "a;b=c,d", false, NO_QUERY },
	{ "a colon", S("/a:b@c"), METHOD_GET, YES(ORIGIN), "", "a:b@c", false,
	    NO_QUERY },

	{ "a dot segment (3986 5.2.4)", S("/a/./b"), METHOD_GET, YES(ORIGIN),
	    "", "a/b", false, NO_QUERY },
	{ "a dot at the end", S("/a/."), METHOD_GET, YES(ORIGIN), "", "a", true,
	    NO_QUERY },
	{ "a dot alone", S("/."), METHOD_GET, YES(ORIGIN), "", "", true,
	    NO_QUERY },
	{ "two dots", S("/a/../b"), METHOD_GET, YES(ORIGIN), "", "b", false,
	    NO_QUERY },
	{ "two dots at the end", S("/a/b/.."), METHOD_GET, YES(ORIGIN), "", "a",
	    true, NO_QUERY },
	{ "back at the root", S("/a/.."), METHOD_GET, YES(ORIGIN), "", "", true,
	    NO_QUERY },
	{ "back at the root, and down", S("/a/b/../../c"), METHOD_GET,
	    YES(ORIGIN), "", "c", false, NO_QUERY },
	{ "two dots behind a short name", S("/abc/d/../e"), METHOD_GET,
	    YES(ORIGIN), "", "abc/e", false, NO_QUERY },
	{ "escaped dots", S("/a/%2e%2E/%2e/b"), METHOD_GET, YES(ORIGIN), "",
	    "b", false, NO_QUERY },
	{ "a dot and an escaped one", S("/a/.%2e/b"), METHOD_GET, YES(ORIGIN),
	    "", "b", false, NO_QUERY },
	{ "an escaped dot and a dot", S("/a/%2e."), METHOD_GET, YES(ORIGIN), "",
	    "", true, NO_QUERY },
	{ "three dots are a name", S("/..."), METHOD_GET, YES(ORIGIN), "",
	    "...", false, NO_QUERY },
	{ "a name that starts with dots", S("/..a/.b"), METHOD_GET, YES(ORIGIN),
	    "", "..a/.b", false, NO_QUERY },
	{ "a name that ends in dots", S("/a../b."), METHOD_GET, YES(ORIGIN), "",
	    "a../b.", false, NO_QUERY },
	{ "twice decoded they would be dots", S("/%252e%252e/a"), METHOD_GET,
	    YES(ORIGIN), "", "%2e%2e/a", false, NO_QUERY },
	{ "empty segments add nothing", S("//a///b"), METHOD_GET, YES(ORIGIN),
	    "", "a/b", false, NO_QUERY },
	{ "nor do they climb", S("/a//../b"), METHOD_GET, YES(ORIGIN), "", "b",
	    false, NO_QUERY },
	{ "slashes alone", S("///"), METHOD_GET, YES(ORIGIN), "", "", true,
	    NO_QUERY },
	{ "no network-path reference", S("//example.org/a"), METHOD_GET,
	    YES(ORIGIN), "", "example.org/a", false, NO_QUERY },

	{ "above the root", S("/.."), METHOD_GET, NO(TARGET_CLIMBS) },
	{ "and down again", S("/../a"), METHOD_GET, NO(TARGET_CLIMBS) },
	{ "one more than there are", S("/a/../../b"), METHOD_GET,
	    NO(TARGET_CLIMBS) },
	{ "above the root, escaped", S("/%2e%2e/a"), METHOD_GET,
	    NO(TARGET_CLIMBS) },
	{ "above the root behind a dot", S("/./../a"), METHOD_GET,
	    NO(TARGET_CLIMBS) },
	{ "above the root behind slashes", S("//../a"), METHOD_GET,
	    NO(TARGET_CLIMBS) },
	{ "above the root, absolute", S("http://h/../a"), METHOD_GET,
	    NO(TARGET_CLIMBS) },

	{ "an escaped slash", S("/a%2fb"), METHOD_GET, NO(TARGET_ESCAPE) },
	{ "in capitals", S("/a%2Fb"), METHOD_GET, NO(TARGET_ESCAPE) },
	{ "dots and an escaped slash", S("/..%2fa"), METHOD_GET,
	    NO(TARGET_ESCAPE) },
	{ "an escaped NUL", S("/a%00"), METHOD_GET, NO(TARGET_ESCAPE) },
	{ "an escape cut short", S("/a%"), METHOD_GET, NO(TARGET_ESCAPE) },
	{ "an escape cut by one", S("/a%2"), METHOD_GET, NO(TARGET_ESCAPE) },
	{ "an escape cut by a slash", S("/a%2/b"), METHOD_GET,
	    NO(TARGET_ESCAPE) },
	{ "an escape cut by the query", S("/a%?20"), METHOD_GET,
	    NO(TARGET_ESCAPE) },
	{ "the first digit is none", S("/%g0"), METHOD_GET, NO(TARGET_ESCAPE) },
	{ "the second digit is none", S("/%0g"), METHOD_GET,
	    NO(TARGET_ESCAPE) },
	{ "a percent sign for a digit", S("/%%20"), METHOD_GET,
	    NO(TARGET_ESCAPE) },

	{ "nothing", S(""), METHOD_GET, NO(TARGET) },
	{ "no slash", S("a"), METHOD_GET, NO(TARGET) },
	{ "a query alone", S("?a"), METHOD_GET, NO(TARGET) },
	{ "a fragment (9110 4.1)", S("/a#b"), METHOD_GET, NO(TARGET) },
	{ "a blank", S("/a b"), METHOD_GET, NO(TARGET) },
	{ "a tab", S("/a\tb"), METHOD_GET, NO(TARGET) },
	{ "a NUL", S("/a\0b"), METHOD_GET, NO(TARGET) },
	{ "DEL", S("/\x7f"), METHOD_GET, NO(TARGET) },
	{ "a high octet", S("/\xc3\xa4"), METHOD_GET, NO(TARGET) },
	{ "a high octet in the query", S("/?\xc3\xa4"), METHOD_GET,
	    NO(TARGET) },
	{ "a backslash for a slash", S("\\a"), METHOD_GET, NO(TARGET) },

	{ "the asterisk form (9112 3.2.4)", S("*"), METHOD_OPTIONS,
	    YES(ASTERISK), "", "", false, NO_QUERY },
	{ "of OPTIONS only", S("*"), METHOD_GET, NO(TARGET) },
	{ "the asterisk and more", S("*a"), METHOD_OPTIONS, NO(TARGET) },
	{ "an asterisk as a name", S("/*"), METHOD_OPTIONS, YES(ORIGIN), "",
	    "*", false, NO_QUERY },
	{ "OPTIONS of a file", S("/a"), METHOD_OPTIONS, YES(ORIGIN), "", "a",
	    false, NO_QUERY },
	{ "OPTIONS, absolute, no path", S("http://h:80"), METHOD_OPTIONS,
	    YES(ASTERISK), "h:80", "", false, NO_QUERY },
	{ "OPTIONS, absolute, a path", S("http://h/"), METHOD_OPTIONS,
	    YES(ABSOLUTE), "h", "", true, NO_QUERY },
	{ "OPTIONS, absolute, a query", S("http://h?"), METHOD_OPTIONS,
	    YES(ABSOLUTE), "h", "", true, "" },

	{ "the absolute form (9112 3.2.2)", S("http://example.org/a/b?c"),
	    METHOD_GET, YES(ABSOLUTE), "example.org", "a/b", false, "c" },
	{ "no path (9110 4.2.3)", S("http://h"), METHOD_GET, YES(ABSOLUTE), "h",
	    "", true, NO_QUERY },
	{ "no path but a query", S("http://h?q"), METHOD_GET, YES(ABSOLUTE),
	    "h", "", true, "q" },
	{ "no path and an empty query", S("http://h?"), METHOD_GET,
	    YES(ABSOLUTE), "h", "", true, "" },
	{ "a slash in the query", S("http://h?q/r"), METHOD_GET, YES(ABSOLUTE),
	    "h", "", true, "q/r" },
	{ "a scheme without case (3986 3.1)", S("HTTP://h/a"), METHOD_GET,
	    YES(ABSOLUTE), "h", "a", false, NO_QUERY },
	{ "https", S("https://h/a"), METHOD_GET, YES(ABSOLUTE), "h", "a", false,
	    NO_QUERY },
	{ "a port", S("http://h:8080/"), METHOD_GET, YES(ABSOLUTE), "h:8080",
	    "", true, NO_QUERY },
	{ "IPv6", S("http://[::1]:80/a"), METHOD_GET, YES(ABSOLUTE), "[::1]:80",
	    "a", false, NO_QUERY },
	{ "no host (9110 4.2.1)", S("http:///a"), METHOD_GET, NO(TARGET) },
	{ "nothing behind the scheme", S("http://"), METHOD_GET, NO(TARGET) },
	{ "no host but a port", S("http://:80/"), METHOD_GET, NO(TARGET) },
	{ "userinfo (9110 4.2.4)", S("http://user@h/"), METHOD_GET,
	    NO(TARGET) },
	{ "userinfo with a password", S("http://user:1@h/"), METHOD_GET,
	    NO(TARGET) },
	{ "another scheme", S("ftp://h/"), METHOD_GET, NO(TARGET) },
	{ "a scheme that begins alike", S("httpx://h/"), METHOD_GET,
	    NO(TARGET) },
	{ "one slash", S("http:/h/"), METHOD_GET, NO(TARGET) },
	{ "a port that is none", S("http://h:65536/"), METHOD_GET, NO(TARGET) },
	{ "a bad escape, absolute", S("http://h/%"), METHOD_GET,
	    NO(TARGET_ESCAPE) },

	{ "the authority form (9112 3.2.3)", S("example.org:443"),
	    METHOD_CONNECT, YES(AUTHORITY), "example.org:443", "", false,
	    NO_QUERY },
	{ "of IPv6", S("[::1]:443"), METHOD_CONNECT, YES(AUTHORITY),
	    "[::1]:443", "", false, NO_QUERY },
	{ "without a port", S("example.org"), METHOD_CONNECT, NO(TARGET) },
	{ "of IPv6 without a port", S("[::1]"), METHOD_CONNECT, NO(TARGET) },
	{ "with an empty port (9110 9.3.6)", S("example.org:"), METHOD_CONNECT,
	    NO(TARGET) },
	{ "of IPv6 with an empty port", S("[::1]:"), METHOD_CONNECT,
	    NO(TARGET) },
	{ "with an invalid port (9110 9.3.6)", S("example.org:x"),
	    METHOD_CONNECT, NO(TARGET) },
	{ "without a host", S(":443"), METHOD_CONNECT, NO(TARGET) },
	{ "CONNECT to a path", S("/"), METHOD_CONNECT, NO(TARGET) },
	{ "CONNECT to a URI", S("http://h:80/"), METHOD_CONNECT, NO(TARGET) },
	{ "the authority form is CONNECT's", S("example.org:443"), METHOD_GET,
	    NO(TARGET) },
};

static const struct {
	const char *why;
	struct span path;
	const char *want;
} written[] = {
	{ "as it is (3986 3.3)", S("a/b.c"), "a/b.c" },
	{ "a blank", S("a b"), "a%20b" },
	{ "a percent sign", S("%2e"), "%252e" },
	{ "what would start a query", S("a?b"), "a%3Fb" },
	{ "what would start a fragment", S("a#b"), "a%23b" },
	{ "a line end (9112 11.1)", S("\r\n"), "%0D%0A" },
	{ "quotes and brackets", S("\"<>[]"), "%22%3C%3E%5B%5D" },
	{ "bytes above 127", S("\xc3\xa4\xff"), "%C3%A4%FF" },
	{ "all of pchar", S("aZ0-._~!$&'()*+,;=:@"), "aZ0-._~!$&'()*+,;=:@" },
	{ "nothing", S(""), "" },
};

static const char blank[16384];

/* Returns room for a path, with an unreadable page behind it. */
static struct text
room(size_t n)
{
	struct span s = guarded_n(blank, n);

	return (struct text){ (char *)(uintptr_t)s.p, n, 0 };
}

static bool
in(struct span s, struct span in)
{
	return s.p >= in.p && s.p + s.n <= in.p + in.n;
}

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span raw = guarded_n(cases[i].raw.p, cases[i].raw.n);
		struct text space = room(64);
		struct target t;
		enum refusal why =
		    target_parse(raw, cases[i].method, space, &t);
		bool has = cases[i].query != NULL, good = why == cases[i].want;

		if (good && why == REFUSE_NOT) {
			good = t.form == cases[i].form &&
			       span_eq(
				   t.authority, span_str(cases[i].authority)) &&
			       span_eq(t.path, span_str(cases[i].path)) &&
			       t.path.p[t.path.n] == '\0' &&
			       t.directory == cases[i].directory &&
			       t.has_query == has &&
			       span_eq(t.query,
				   span_str(has ? cases[i].query : ""));
			good =
			    good && (!has || in(t.query, raw)) &&
			    (t.path.n == 0 || in(t.path, (struct span){ space.p,
							     space.room }));
		}
		OK(good, "%s: %s: %s", cases[i].why, shown(raw),
		    shown(refusal_name(why)));
	}
}

static const struct {
	const char *why, *raw;
	size_t room;
	enum refusal want;
} rooms[] = {
	{ "a path and its NUL", "/abc", 4, REFUSE_NOT },
	{ "one byte less", "/abc", 3, REFUSE_PATH_LONG },
	{ "much less", "/abc", 1, REFUSE_PATH_LONG },
	{ "no room", "/abc", 0, REFUSE_PATH_LONG },
	{ "the root needs a NUL", "/", 1, REFUSE_NOT },
	{ "the root and no room", "/", 0, REFUSE_PATH_LONG },
	{ "a slash at the end needs none", "/abc/", 5, REFUSE_NOT },
	{ "segments", "/a/b/c", 6, REFUSE_NOT },
	{ "one byte less for segments", "/a/b/c", 5, REFUSE_PATH_LONG },
	{ "decoding makes it shorter", "/%61%62%63", 4, REFUSE_NOT },
	{ "but not that short", "/%61%62%63", 3, REFUSE_PATH_LONG },
	{ "a query needs none", "/abc?defghijkl", 4, REFUSE_NOT },
	{ "what a climb drops", "/abc/../d", 8, REFUSE_NOT },
};

static void
test_rooms(void)
{
	char raw[LIMIT_PATH + 2];
	struct target t;

	for (size_t i = 0; i < COUNT(rooms); i++)
		OK(target_parse(guarded(rooms[i].raw), METHOD_GET,
		       room(rooms[i].room), &t) == rooms[i].want,
		    "room: %s: %s in %d", rooms[i].why, rooms[i].raw,
		    (int)rooms[i].room);
	memset(raw, 'a', sizeof raw);
	raw[0] = '/';
	OK(target_parse(guarded_n(raw, LIMIT_PATH), METHOD_GET,
	       room(LIMIT_PATH), &t) == REFUSE_NOT &&
		t.path.n == LIMIT_PATH - 1,
	    "room: the longest path of LIMIT_PATH with its NUL");
	OK(target_parse(guarded_n(raw, LIMIT_PATH + 1), METHOD_GET,
	       room(LIMIT_PATH), &t) == REFUSE_PATH_LONG,
	    "room: one byte more");
	OK(target_parse(guarded_n(raw, LIMIT_PATH + 1), METHOD_GET,
	       room(LIMIT_PATH + 1), &t) == REFUSE_NOT,
	    "room: and with one byte more of room");
}

/* A name of any bytes is read back from what is put as the same name. */
static void
test_round_trip(void)
{
	char name[255], buf[1024];
	struct text t = TEXT(buf);
	struct target got;
	size_t n = 0;

	for (int c = 1; c < 256; c++)
		if (c != '/')
			name[n++] = (char)c;
	text_char(&t, '/');
	target_put_path(&t, guarded_n(name, n));
	OK(text_fits(&t) &&
		target_parse(guarded_n(t.p, t.n), METHOD_GET, room(1024),
		    &got) == REFUSE_NOT &&
		span_eq(got.path, (struct span){ name, n }),
	    "put: every byte of a name comes back");
}

int
main(void)
{
	test_cases();
	test_rooms();
	for (size_t i = 0; i < COUNT(written); i++) {
		struct span s = guarded_n(written[i].path.p, written[i].path.n);
		char buf[128];
		struct text t = TEXT(buf);

		target_put_path(&t, s);
		OK(text_fits(&t) &&
			span_eq(TEXT_SPAN(t), span_str(written[i].want)),
		    "put: %s: %s", written[i].why, shown(TEXT_SPAN(t)));
	}
	test_round_trip();
	return DONE();
}
