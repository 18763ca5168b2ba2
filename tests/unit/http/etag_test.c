#define _GNU_SOURCE
#include "http/etag.h"

#include "unit/test.h"

#define S(literal)                                                             \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

static const struct {
	const char *why;
	struct span s;
	bool good, weak;
	const char *opaque;
} parses[] = {
	{ "strong (9110 8.8.3)", S("\"a\""), true, false, "\"a\"" },
	{ "weak", S("W/\"a\""), true, true, "\"a\"" },
	{ "empty is a tag", S("\"\""), true, false, "\"\"" },
	{ "empty and weak", S("W/\"\""), true, true, "\"\"" },
	{ "a comma inside", S("\"a,b\""), true, false, "\"a,b\"" },
	{ "a backslash is itself", S("\"a\\\""), true, false, "\"a\\\"" },
	{ "the ends of etagc", S("\"!#~\x80\xff\""), true, false,
	    "\"!#~\x80\xff\"" },
	{ "W is case-sensitive", S("w/\"a\""), false, false, NULL },
	{ "no slash", S("W\"a\""), false, false, NULL },
	{ "no quotes", S("a"), false, false, NULL },
	{ "weak and no quotes", S("W/a"), false, false, NULL },
	{ "weak alone", S("W/"), false, false, NULL },
	{ "weak and one quote", S("W/\""), false, false, NULL },
	{ "half of weak", S("W"), false, false, NULL },
	{ "one quote", S("\""), false, false, NULL },
	{ "no end", S("\"a"), false, false, NULL },
	{ "no start", S("a\""), false, false, NULL },
	{ "a blank inside", S("\"a b\""), false, false, NULL },
	{ "a tab inside", S("\"a\tb\""), false, false, NULL },
	{ "a NUL inside", S("\"a\0b\""), false, false, NULL },
	{ "DEL inside", S("\"\x7f\""), false, false, NULL },
	{ "more behind", S("\"a\"b"), false, false, NULL },
	{ "a blank behind", S("\"a\" "), false, false, NULL },
	{ "a blank in front", S(" \"a\""), false, false, NULL },
	{ "a blank after weak", S("W/ \"a\""), false, false, NULL },
	{ "two of them", S("\"a\",\"b\""), false, false, NULL },
	{ "nothing", S(""), false, false, NULL },
	{ "a star", S("*"), false, false, NULL },
	{ "a date", S("Sun, 06 Nov 1994 08:49:37 GMT"), false, false, NULL },
};

static const struct {
	const char *why, *list;
	const char *want; /* its tags, each in <>, and . for the end or ! */
} lists[] = {
	{ "one", "\"a\"", "<\"a\">." },
	{ "two", "\"a\", \"b\"", "<\"a\"><\"b\">." },
	{ "three, of both kinds", "\"a\",W/\"b\",\"c\"",
	    "<\"a\"><W/\"b\"><\"c\">." },
	{ "commas inside of them", "\"a,b\",\",\"", "<\"a,b\"><\",\">." },
	{ "OWS around them", " \t\"a\" \t,\t \"b\" ", "<\"a\"><\"b\">." },
	{ "empty elements (9110 5.6.1.2)", ", ,\"a\",, ,\"b\",",
	    "<\"a\"><\"b\">." },
	{ "nothing", "", "." },
	{ "nothing but commas", " , ,", "." },
	{ "blanks", " \t", "." },
	{ "no comma between them", "\"a\" \"b\"", "!" },
	{ "not even a blank", "\"a\"\"b\"", "!" },
	{ "a bare word", "a", "!" },
	{ "a bare word behind a tag", "\"a\", b", "<\"a\">!" },
	{ "a star", "*", "!" },
	{ "a star in a list", "\"a\", *", "<\"a\">!" },
	{ "a tag that does not end", "\"a\", \"b", "<\"a\">!" },
	{ "a blank inside", "\"a b\"", "!" },
	{ "weak in small letters", "w/\"a\"", "!" },
	{ "a semicolon between", "\"a\"; \"b\"", "!" },
};

static const struct {
	const char *why, *a, *b;
	bool strong, weak;
} matches[] = {
	{ "9110 8.8.3.2: both weak", "W/\"1\"", "W/\"1\"", false, true },
	{ "9110 8.8.3.2: they differ", "W/\"1\"", "W/\"2\"", false, false },
	{ "9110 8.8.3.2: one is weak", "W/\"1\"", "\"1\"", false, true },
	{ "9110 8.8.3.2: both strong", "\"1\"", "\"1\"", true, true },
	{ "strong and different", "\"1\"", "\"2\"", false, false },
	{ "with their case", "\"a\"", "\"A\"", false, false },
	{ "one begins like the other", "\"a\"", "\"ab\"", false, false },
	{ "empty ones", "\"\"", "\"\"", true, true },
};

static void
test_parses(void)
{
	for (size_t i = 0; i < COUNT(parses); i++) {
		struct span s = guarded_n(parses[i].s.p, parses[i].s.n);
		struct etag e = { SPAN("?"), false };
		bool good = etag_parse(s, &e);
		char buf[64];
		struct text t = TEXT(buf);

		OK(good == parses[i].good && e.weak == parses[i].weak &&
			span_eq(
			    e.opaque, span_str(good ? parses[i].opaque : "?")),
		    "parse: %s: %s", parses[i].why, shown(s));
		if (!parses[i].good)
			continue;
		etag_put(&t, &e);
		OK(span_eq(TEXT_SPAN(t), s), "put: as it was: %s",
		    parses[i].why);
	}
}

static void
test_lists(void)
{
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct span list = guarded(lists[i].list);
		enum etag_answer next;
		struct etag e;
		char got[128];
		struct text t = TEXT(got);

		while ((next = etag_next(&list, &e)) == ETAG_ONE) {
			text_char(&t, '<');
			etag_put(&t, &e);
			text_char(&t, '>');
		}
		text_char(&t, next == ETAG_END ? '.' : '!');
		OK(text_fits(&t) &&
			span_eq(TEXT_SPAN(t), span_str(lists[i].want)) &&
			(next == ETAG_BAD || list.n == 0),
		    "list: %s: %s", lists[i].why, shown(TEXT_SPAN(t)));
	}
}

int
main(void)
{
	struct etag largest = { SPAN("\"ffffffffffffffff-ffffffffffffffff-"
				     "ffffffffffffffff\""),
		true };
	struct text t = TEXT_MEASURE;

	test_parses();
	test_lists();
	for (size_t i = 0; i < COUNT(matches); i++) {
		struct etag a, b;
		bool read = etag_parse(guarded(matches[i].a), &a) &&
			    etag_parse(guarded(matches[i].b), &b);

		OK(read && etag_strong_match(&a, &b) == matches[i].strong &&
			etag_strong_match(&b, &a) == matches[i].strong,
		    "strong: %s: %s, %s", matches[i].why, matches[i].a,
		    matches[i].b);
		OK(read && etag_weak_match(&a, &b) == matches[i].weak &&
			etag_weak_match(&b, &a) == matches[i].weak,
		    "weak: %s: %s, %s", matches[i].why, matches[i].a,
		    matches[i].b);
	}
	etag_put(&t, &largest);
	OK(t.n <= ETAG_MAX, "the largest of ours has room: %d", (int)t.n);
	return DONE();
}
