#define _GNU_SOURCE
#include "cache/control.h"

#include "unit/cache/stored.h"

#define BIT(d) (1u << CONTROL_##d)
#define ANY (-1)

/* set: the directives; seconds: the value of the directive `about`. */
static const struct {
	const char *why, *lines;
	unsigned set;
	int about;
	int64_t seconds;
} cases[] = {
	{ "nothing", "", 0, ANY, 0 },
	{ "5.2.2.1", "Cache-Control: max-age=60\r\n", BIT(MAX_AGE),
	    CONTROL_MAX_AGE, 60 },
	{ "5.2: names without case", "cache-control: MAX-Age=60\r\n",
	    BIT(MAX_AGE), CONTROL_MAX_AGE, 60 },
	{ "5.2: both forms of an argument", "Cache-Control: max-age=\"60\"\r\n",
	    BIT(MAX_AGE), CONTROL_MAX_AGE, 60 },
	{ "9110 5.3: several lines",
	    "Cache-Control: no-store\r\nCache-Control: private\r\n",
	    BIT(NO_STORE) | BIT(PRIVATE), ANY, 0 },
	{ "9110 5.6.1: empty members", "Cache-Control: ,, no-store ,\r\n",
	    BIT(NO_STORE), ANY, 0 },
	{ "never by substring", "Cache-Control: xno-store, no-storex\r\n", 0,
	    ANY, 0 },
	{ "nor within an argument",
	    "Cache-Control: ext=\"a, no-store, max-age=5\"\r\n", 0, ANY, 0 },
	{ "nor behind a quoted quote",
	    "Cache-Control: ext=\"\\\", no-store\"\r\n", 0, ANY, 0 },
	{ "5.2.3: unknown ones are passed over",
	    "Cache-Control: community=\"UCI\", private\r\n", BIT(PRIVATE), ANY,
	    0 },
	{ "5.2.2.10, 5.2.2.8: not for a private cache",
	    "Cache-Control: s-maxage=9, proxy-revalidate\r\n", 0, ANY, 0 },
	{ "1.2.2: too large is forever",
	    "Cache-Control: max-age=99999999999999999999999\r\n", BIT(MAX_AGE),
	    CONTROL_MAX_AGE, CONTROL_FOREVER },
	{ "1.2.2: 2^31", "Cache-Control: max-age=2147483649\r\n", BIT(MAX_AGE),
	    CONTROL_MAX_AGE, CONTROL_FOREVER },
	{ "4.2.1: what is no number is stale", "Cache-Control: max-age=a\r\n",
	    BIT(MAX_AGE), CONTROL_MAX_AGE, 0 },
	{ "4.2.1: nor is a negative one", "Cache-Control: max-age=-1\r\n",
	    BIT(MAX_AGE), CONTROL_MAX_AGE, 0 },
	{ "4.2.1: nor a fraction", "Cache-Control: max-age=1.5\r\n",
	    BIT(MAX_AGE), CONTROL_MAX_AGE, 0 },
	{ "4.2.1: nor nothing", "Cache-Control: max-age\r\n", BIT(MAX_AGE),
	    CONTROL_MAX_AGE, 0 },
	{ "5.2: no blank before the argument", "Cache-Control: max-age= 60\r\n",
	    BIT(MAX_AGE), CONTROL_MAX_AGE, 0 },
	{ "5.2: no blank behind the name", "Cache-Control: max-age =60\r\n", 0,
	    ANY, 0 },
	{ "4.2.1: two that differ are stale",
	    "Cache-Control: max-age=60, max-age=90\r\n", BIT(MAX_AGE),
	    CONTROL_MAX_AGE, 0 },
	{ "4.2.1: two that agree are one",
	    "Cache-Control: max-age=60\r\nCache-Control: max-age=60\r\n",
	    BIT(MAX_AGE), CONTROL_MAX_AGE, 60 },
	{ "1.2.2: zeros before the number are no other number",
	    "Cache-Control: max-age=0060\r\n", BIT(MAX_AGE), CONTROL_MAX_AGE,
	    60 },
	{ "1.2.2: the largest that is a number",
	    "Cache-Control: max-age=2147483648\r\n", BIT(MAX_AGE),
	    CONTROL_MAX_AGE, CONTROL_FOREVER },
	{ "4.2.1: a single quote is no quote",
	    "Cache-Control: max-age='60'\r\n", BIT(MAX_AGE), CONTROL_MAX_AGE,
	    0 },
	{ "4.2.1: nor does a semicolon end the argument",
	    "Cache-Control: max-age=60; private\r\n", BIT(MAX_AGE),
	    CONTROL_MAX_AGE, 0 },
	{ "4.2.1: two numbers without a comma are none",
	    "Cache-Control: max-age=60 90\r\n", BIT(MAX_AGE), CONTROL_MAX_AGE,
	    0 },
	{ "5.2: a name in quotes is no name",
	    "Cache-Control: \"no-store\", \"max-age=60\"\r\n", 0, ANY, 0 },
	{ "4.2.1: an argument in an argument does not count",
	    "Cache-Control: ext=\"x, max-age=1\", max-age=60\r\n", BIT(MAX_AGE),
	    CONTROL_MAX_AGE, 60 },
	{ "5.2: an argument where none belongs is passed over",
	    "Cache-Control: no-store=1, no-cache=\"\"\r\n",
	    BIT(NO_STORE) | BIT(NO_CACHE), ANY, 0 },
	{ "9110 5.6.1: blanks and tabs around commas",
	    "Cache-Control: \t private\t,\tno-cache \r\n",
	    BIT(PRIVATE) | BIT(NO_CACHE), ANY, 0 },
	{ "5.2.2.10: s-maxage does not stand for max-age",
	    "Cache-Control: s-maxage=90, max-age=60\r\n", BIT(MAX_AGE),
	    CONTROL_MAX_AGE, 60 },
	{ "5861 3: what is no number is no leave",
	    "Cache-Control: stale-while-revalidate=x\r\n",
	    BIT(STALE_WHILE_REVALIDATE), CONTROL_STALE_WHILE_REVALIDATE, 0 },
	{ "5861 4: without a number neither",
	    "Cache-Control: stale-if-error\r\n", BIT(STALE_IF_ERROR),
	    CONTROL_STALE_IF_ERROR, 0 },
	{ "8246 2: an argument of immutable is passed over",
	    "Cache-Control: immutable=1\r\n", BIT(IMMUTABLE), ANY, 0 },
	{ "5.2.1.2: max-stale of any age", "Cache-Control: max-stale\r\n",
	    BIT(MAX_STALE), CONTROL_MAX_STALE, CONTROL_FOREVER },
	{ "5.2.1.2: of some", "Cache-Control: max-stale=5\r\n", BIT(MAX_STALE),
	    CONTROL_MAX_STALE, 5 },
	{ "5.2.1.2: a bad number is no leave", "Cache-Control: max-stale=x\r\n",
	    BIT(MAX_STALE), CONTROL_MAX_STALE, 0 },
	{ "5.2.2.4: qualified no-cache is no-cache",
	    "Cache-Control: no-cache=\"a, b\", public\r\n",
	    BIT(NO_CACHE) | BIT(PUBLIC), ANY, 0 },
	{ "8246 2", "Cache-Control: max-age=1, immutable\r\n",
	    BIT(MAX_AGE) | BIT(IMMUTABLE), CONTROL_MAX_AGE, 1 },
	{ "5861 3", "Cache-Control: stale-while-revalidate=30\r\n",
	    BIT(STALE_WHILE_REVALIDATE), CONTROL_STALE_WHILE_REVALIDATE, 30 },
	{ "5861 4", "Cache-Control: stale-if-error=40\r\n", BIT(STALE_IF_ERROR),
	    CONTROL_STALE_IF_ERROR, 40 },
	{ "5.2.2.2, 5.2.2.3",
	    "Cache-Control: must-revalidate,must-understand"
	    "\r\n",
	    BIT(MUST_REVALIDATE) | BIT(MUST_UNDERSTAND), ANY, 0 },
	{ "5.2.1.7", "Cache-Control: only-if-cached\r\n", BIT(ONLY_IF_CACHED),
	    ANY, 0 },
	{ "5.2.1.3", "Cache-Control: min-fresh=7\r\n", BIT(MIN_FRESH),
	    CONTROL_MIN_FRESH, 7 },
};

static const struct {
	const char *why, *lines;
	unsigned set;
} requests[] = {
	{ "5.4: Pragma alone", "Pragma: no-cache\r\n", BIT(NO_CACHE) },
	{ "5.4: in a list", "Pragma: x, No-Cache\r\n", BIT(NO_CACHE) },
	{ "5.4: not beside Cache-Control",
	    "Pragma: no-cache\r\nCache-Control: max-stale=1\r\n",
	    BIT(MAX_STALE) },
	{ "5.4: another word", "Pragma: cache\r\n", 0 },
};

int
main(void)
{
	struct control c;

	for (size_t i = 0; i < COUNT(cases); i++) {
		control_parse(request(cases[i].lines), &c);
		OK(c.set == cases[i].set &&
			(cases[i].about == ANY ||
			    c.seconds[cases[i].about] == cases[i].seconds),
		    "9111 %s: %s", cases[i].why,
		    shown(span_str(cases[i].lines)));
	}
	for (size_t i = 0; i < COUNT(requests); i++) {
		control_parse_request(request(requests[i].lines), &c);
		OK(c.set == requests[i].set, "9111 %s", requests[i].why);
	}
	control_parse(request("Pragma: no-cache\r\n"), &c);
	OK(c.set == 0, "9111 5.4: Pragma in a response says nothing");
	return DONE();
}
