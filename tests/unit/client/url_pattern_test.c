/* Patterns in URLs, as curl(1) explains them. */
#define _GNU_SOURCE
#include "client/url_pattern.h"

#include "unit/test.h"

static const struct {
	const char *word, *name;
	size_t n;
	const char *all; /* "URL>NAME " for each, up to ten */
} good[] = {
	{ "http://h/", "f", 1, "http://h/>f " },
	{ "{a,b}", "#1", 2, "a>a b>b " },
	{ "{a,,b}", "x#1", 3, "a>xa >x b>xb " },
	{ "{a}", "#1#2", 1, "a>a#2 " },
	{ "{a,b}[1-2]", "#2-#1", 4, "a1>1-a a2>2-a b1>1-b b2>2-b " },
	{ "x[a-c]y", "#1", 3, "xay>a xby>b xcy>c " },
	{ "[a-e:2]", "#", 3, "a># c># e># " },
	{ "[8-11]", "#0#1", 4, "8>#08 9>#09 10>#010 11>#011 " },
	{ "[08-10]", "#1", 3, "08>08 09>09 10>10 " },
	{ "[000-100:50]", "#1", 3, "000>000 050>050 100>100 " },
	{ "[1-4:2]", "#1", 2, "1>1 3>3 " },
	{ "[5-5]", "#1", 1, "5>5 " },
	{ "http://[::1]:80/[1-2]", "#1", 2,
	    "http://[::1]:80/1>1 http://[::1]:80/2>2 " },
	{ "http://[fe80::1%25lo]/", "#1", 1, "http://[fe80::1%25lo]/>#1 " },
	{ "a\\{b\\}\\[c\\]\\d", "f", 1, "a{b}[c]\\d>f " },
	{ "{a\\,b,c\\}}", "#1", 2, "a,b>a,b c}>c} " },
	{ "a[]=1", "f", 1, "a[]=1>f " },
	{ "[1-100000]", NULL, 100000, NULL },
};

static void
test_good(void)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		char buf[256];
		struct text t = TEXT(buf);
		struct url_pattern p;
		const char *why = url_pattern_read(&p, good[i].word);

		for (size_t k = 0; good[i].all != NULL && k < p.n; k++) {
			url_pattern_put(&p, k, &t);
			text_char(&t, '>');
			url_pattern_put_name(&p, k, good[i].name, &t);
			text_char(&t, ' ');
		}
		OK(why == NULL && p.n == good[i].n &&
			(good[i].all == NULL ||
			    span_eq(TEXT_SPAN(t), span_str(good[i].all))),
		    "%s with %s", good[i].word, good[i].name);
	}
}

static const char *const bad[] = { "{a", "a}", "{}", "{a{b}}", "{a[1-2]}",
	"[1-", "a]", "[a]", "[1]", "[2-1]", "[a-Z]", "[1-a]", "[1-2:0]",
	"[1-2:x]", "[1-2:3]", "[-2]", "[1-100001]", "[1-1000][1-101]",
	"[0-18446744073709551615]", "[1-99999999999999999999]",
	"{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}"
	"{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}" };

static void
test_bad(void)
{
	struct url_pattern p;

	for (size_t i = 0; i < COUNT(bad); i++)
		OK(url_pattern_read(&p, bad[i]) != NULL, "%s is refused",
		    bad[i]);
}

int
main(void)
{
	test_good();
	test_bad();
	return DONE();
}
