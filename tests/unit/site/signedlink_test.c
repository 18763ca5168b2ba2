/* Links that expire: which of them are valid, and how one is written. */
#define _GNU_SOURCE
#include "site/signedlink.h"

#include "site/lookup.h"
#include "unit/test.h"

#define NOW INT64_C(1795255200)
#define KEY "0123456789abcdef"

/* openssl made these links, with the command of minihttp.conf.5. */
#define SIG "CGVpaz6Zq0GYLBdOPEIGlEoc99PwzXcyj7lF9rk6CAc"
#define GOOD "expires=1795255201&sig=" SIG
#define OVER                                                                   \
	"expires=1795255200&sig=Jtv5YSWVjrML8pci3L3xkv5vTsvWS9NI52vbnfrKJKY"
#define ROOT                                                                   \
	"expires=1795255201&sig=vYGOuWCq8GX9ppRsuLDACkma1CiWXOAPQ8WujtzfdwU"

static const struct {
	const char *why, *method, *target;
	enum signedlink_answer want;
} cases[] = {
	{ "as it was made", "GET", "/p/a%20b.pdf?" GOOD, SIGNEDLINK_GOOD },
	{ "HEAD", "HEAD", "/p/a%20b.pdf?" GOOD, SIGNEDLINK_GOOD },
	{ "another spelling of the path", "GET", "/%70//./a%20b.pdf?" GOOD,
	    SIGNEDLINK_GOOD },
	{ "with a slash after it", "GET", "/p/a%20b.pdf/?" GOOD,
	    SIGNEDLINK_GOOD },
	{ "the root", "GET", "/?" ROOT, SIGNEDLINK_GOOD },
	{ "in the other order", "GET",
	    "/p/a%20b.pdf?sig=" SIG "&expires=1795255201", SIGNEDLINK_GOOD },
	{ "beside other parameters", "GET", "/p/a%20b.pdf?q=a&" GOOD "&x&y=sig",
	    SIGNEDLINK_GOOD },
	{ "its last second is over", "GET", "/p/a%20b.pdf?" OVER,
	    SIGNEDLINK_EXPIRED },
	{ "another time", "GET", "/p/a%20b.pdf?expires=1795255202&sig=" SIG,
	    SIGNEDLINK_WRONG },
	{ "the time in other digits", "GET",
	    "/p/a%20b.pdf?expires=01795255201&sig=" SIG, SIGNEDLINK_WRONG },
	{ "an expired one with a wrong signature says no more", "GET",
	    "/p/a%20b.pdf?expires=1&sig=" SIG, SIGNEDLINK_WRONG },
	{ "another path", "GET", "/p/a%20c.pdf?" GOOD, SIGNEDLINK_WRONG },
	{ "a path below it", "GET", "/p/a%20b.pdf/c?" GOOD, SIGNEDLINK_WRONG },
	{ "the path above it", "GET", "/p/?" GOOD, SIGNEDLINK_WRONG },
	{ "another case", "GET", "/P/a%20b.pdf?" GOOD, SIGNEDLINK_WRONG },
	{ "a letter too many", "GET", "/p/a%20b.pdf?" GOOD "A",
	    SIGNEDLINK_WRONG },
	{ "padding", "GET", "/p/a%20b.pdf?" GOOD "=", SIGNEDLINK_WRONG },
	{ "half a signature", "GET", "/p/a%20b.pdf?expires=1795255201&sig=abc",
	    SIGNEDLINK_WRONG },
	{ "an empty one", "GET",
	    "/p/a%20b.pdf?expires=1795255201&sig=", SIGNEDLINK_WRONG },
	{ "two signatures", "GET", "/p/a%20b.pdf?" GOOD "&sig=" SIG,
	    SIGNEDLINK_WRONG },
	{ "two times", "GET", "/p/a%20b.pdf?expires=9&" GOOD,
	    SIGNEDLINK_WRONG },
	{ "no time", "GET", "/p/a%20b.pdf?sig=" SIG, SIGNEDLINK_WRONG },
	{ "a time that is no number", "GET", "/p/a%20b.pdf?expires=-1&sig=" SIG,
	    SIGNEDLINK_WRONG },
	{ "a time of more than 63 bits", "GET",
	    "/p/a%20b.pdf?expires=9223372036854775808&sig=" SIG,
	    SIGNEDLINK_WRONG },
	{ "a name in capitals is another", "GET",
	    "/p/a%20b.pdf?EXPIRES=1795255201&SIG=" SIG, SIGNEDLINK_MISSING },
	{ "no query", "GET", "/p/a%20b.pdf", SIGNEDLINK_MISSING },
	{ "another query", "GET", "/p/a%20b.pdf?expires", SIGNEDLINK_MISSING },
	{ "a time alone", "GET", "/p/a%20b.pdf?expires=1795255201",
	    SIGNEDLINK_MISSING },
	{ "it opens for reading only: OPTIONS", "OPTIONS", "/p/a%20b.pdf?" GOOD,
	    SIGNEDLINK_MISSING },
	{ "POST", "POST", "/p/a%20b.pdf?" GOOD, SIGNEDLINK_MISSING },
	{ "PUT", "PUT", "/p/a%20b.pdf?" GOOD, SIGNEDLINK_MISSING },
	{ "DELETE", "DELETE", "/p/a%20b.pdf?" GOOD, SIGNEDLINK_MISSING },
};

static struct hmac_key key;

static void
test_judge(void)
{
	struct request_bounds bounds;
	struct conf conf;

	conf_init(&conf);
	bounds = lookup_bounds(&conf);
	for (size_t i = 0; i < COUNT(cases); i++) {
		static char path[LIMIT_PATH];
		enum signedlink_answer got = SIGNEDLINK_MISSING;
		struct request req;
		char head[512];
		int64_t until = 0;
		bool good;

		snprintf(head, sizeof head, "%s %s HTTP/1.0\r\n\r\n",
		    cases[i].method, cases[i].target);
		good = request_parse(guarded(head), &bounds, TEXT(path),
			   &req) == REFUSE_NOT &&
		       req.target_why == REFUSE_NOT;
		got = signedlink_judge(&key, &req, NOW, &until);
		OK(good && got == cases[i].want, "%s", cases[i].why);
		OK(got != SIGNEDLINK_GOOD || until == NOW + 1,
		    "and its end is known");
	}
}

static void
test_put(void)
{
	char buf[256];
	struct text t = TEXT(buf);

	signedlink_put(&t, &key, SPAN("p/a b.pdf"), NOW + 1);
	OK(span_eq(TEXT_SPAN(t), SPAN(GOOD)), "a link as openssl makes it: %s",
	    shown(TEXT_SPAN(t)));
	t.n = 0;
	signedlink_put_cache(&t, false, NOW, NOW + 90);
	OK(span_eq(TEXT_SPAN(t), SPAN("private, max-age=90")),
	    "no shared cache keeps an answer, and none beyond its link");
	t.n = 0;
	signedlink_put_cache(&t, true, NOW, NOW + 90);
	OK(span_eq(TEXT_SPAN(t), SPAN("private, no-cache")),
	    "what is to be asked for anew stays so");
}

int
main(void)
{
	hmac_key_make(SPAN(KEY), &key);
	test_judge();
	test_put();
	return DONE();
}
