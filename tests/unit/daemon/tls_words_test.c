/* The dates of certificates, as minihttp-tls reports them. */
#define _GNU_SOURCE
#include "daemon/tls_words.h"

#include "unit/test.h"

#include <string.h>

#define LONG                                                                   \
	"0123456789012345678901234567890123456789012345678901234567890123456"  \
	"7890123456789012345678901234567890123456789012345678"

static const struct {
	const char *why, *report, *rest;
	struct counters_certificate want[3];
} cases[] = {
	{ "nothing is reported", "", "", { { 0, "" } } },
	{ "two certificates, between lines for the log",
	    "one\n@17 /a\ntwo\n@16 /b%20c\nthree", "one\ntwo\nthree",
	    { { 17, "/a" }, { 16, "/b%20c" } } },
	{ "a date without an end is none", "@17 /a", "@17 /a", { { 0, "" } } },
	{ "other lines stay, whatever they begin with", "@\n@x /a\n@17\n \n\n",
	    "@\n@x /a\n@17\n \n\n", { { 0, "" } } },
	{ "of one name that which expires first", "@17 /a\n@16 /a\n@18 /a\n",
	    "", { { 16, "/a" } } },
	{ "the longest name", "@17 " LONG "\n", "", { { 17, LONG } } },
	{ "a longer one", "@17 x" LONG "\n", "@17 x" LONG "\n", { { 0, "" } } },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct counters_certificate got[LIMIT_CERTIFICATES];
		struct hearing h = { .n = strlen(cases[i].report) };

		memcpy(h.text, cases[i].report, h.n);
		memset(got, 1, sizeof got);
		tls_words_dates(&h, got);
		OK(memcmp(got, cases[i].want, sizeof cases[i].want) == 0,
		    "%s: the certificates", cases[i].why);
		OK(h.n == strlen(cases[i].rest) &&
			memcmp(h.text, cases[i].rest, h.n) == 0,
		    "%s: the rest has %zu bytes", cases[i].why, h.n);
	}
}

/* More than a service can have are left out. */
static void
test_many(void)
{
	struct counters_certificate got[LIMIT_CERTIFICATES];
	struct hearing h = { .n = 0 };

	for (char c = 'a'; c < 'a' + LIMIT_CERTIFICATES + 1; c++) {
		memcpy(h.text + h.n, (char[]){ '@', '9', ' ', c, '\n' }, 5);
		h.n += 5;
	}
	tls_words_dates(&h, got);
	OK(h.n == 0 && strcmp(got[LIMIT_CERTIFICATES - 1].file, "h") == 0,
	    "the last place has \"%s\"", got[LIMIT_CERTIFICATES - 1].file);
}

int
main(void)
{
	test_cases();
	test_many();
	return DONE();
}
