/* RFC 9525 6.3: whether the name that is asked for is one of a certificate. */
#define _GNU_SOURCE
#include "tls/sni.h"

#include "unit/test.h"

static const struct {
	const char *why, *host, *pattern;
	bool want;
} cases[] = {
	{ "the same", "a.org", "a.org", true },
	{ "in another case", "A.Org", "a.oRG", true },
	{ "another", "b.org", "a.org", false },
	{ "6.3: one label", "x.a.org", "*.a.org", true },
	{ "6.3: of any spelling", "X.A.ORG", "*.a.org", true },
	{ "6.3: not two labels", "x.y.a.org", "*.a.org", false },
	{ "6.3: not none", "a.org", "*.a.org", false },
	{ "6.3: not an empty one", ".a.org", "*.a.org", false },
	{ "6.3: the whole label", "xy.a.org", "x*.a.org", false },
	{ "6.3: the first label", "x.y.org", "x.*.org", false },
	{ "a host that is a pattern", "*.a.org", "x.a.org", false },
	{ "an end of another name", "xa.org", "a.org", false },
	{ "nothing", "", "", false },
	{ "nothing below a wildcard", "", "*.", false },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		OK(sni_matches(guarded(cases[i].host),
		       guarded(cases[i].pattern)) == cases[i].want,
		    "%s: %s, %s", cases[i].why, cases[i].host,
		    cases[i].pattern);
	return DONE();
}
