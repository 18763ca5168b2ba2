/* Which sources are limited by rates now. */
#define _GNU_SOURCE
#include "os/limited.h"

#include "base/address.h"
#include "os/scoreboard.h"
#include "unit/test.h"

static const struct bucket slow = { 1, BUCKET_MINUTE, 1 };
static const struct bucket slower = { 1, 10 * BUCKET_MINUTE, 1 };

static struct rates rates;

static void
refuse(const char *text, uint32_t rule, const struct bucket *b, int64_t now_ns)
{
	struct rates_key key = { 0, rule };
	struct address a;
	int64_t wait_ns;

	if (address_parse(span_str(text), &a))
		key.source = scoreboard_source(&a);
	while (rates_take(&rates, &key, b, 1, 1, now_ns, &wait_ns) > 0)
		;
}

static bool
shows(int64_t now_ns, const char *expected)
{
	struct limited l;
	char buf[256];
	struct text t = TEXT(buf);

	limited_find(&rates, now_ns, &l);
	limited_put(&t, &l);
	if (span_eq(TEXT_SPAN(t), span_str(expected)))
		return true;
	printf("# %.*s\n", (int)t.n, t.p);
	return false;
}

int
main(void)
{
	int64_t now = 100 * BUCKET_SECOND;
	struct limited l;
	char many[32];

	OK(shows(now, ""), "nobody");
	refuse("192.0.2.7", 0, &slow, now);
	OK(shows(now, "1 source over its rate: 192.0.2.7; "), "one");
	refuse("192.0.2.7", 1, &slower, now);
	OK(shows(now, "1 source over its rate: 192.0.2.7; "),
	    "one by two rules is one");
	refuse("2001:db8::7", 0, &slow, now);
	refuse("::1", 2, &slower, now + 1);
	OK(shows(now,
	       "3 sources over their rate: ::/64, 192.0.2.7, 2001:db8::/64; "),
	    "the one that waits longest first");
	for (int i = 20; i < 40; i++) {
		(void)snprintf(many, sizeof many, "192.0.2.%d", i);
		refuse(many, 0, &slow, now);
	}
	limited_find(&rates, now, &l);
	OK(l.n == 23 && l.named == LIMITED_NAMED && l.source[0] == 1,
	    "no more than four are named");
	OK(shows(now + RATES_RECENT + 2, ""), "and it ends");
	return DONE();
}
