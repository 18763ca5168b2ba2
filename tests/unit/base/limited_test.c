/* Which sources are limited by rates now. */
#define _GNU_SOURCE
#include "base/limited.h"

#include "base/source.h"
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
		key.source = source_of(&a);
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

static struct limited_list list;
static struct limited_row row[LIMITED_ROWS];

/* True if the i-th row is this source, limited in this way, this often. */
static bool
is_row(size_t i, uint64_t source, enum limited_by by, uint64_t times)
{
	return row[i].source == source && row[i].by == by &&
	       row[i].times == times;
}

static void
test_list(void)
{
	int64_t now_s = 1000;

	OK(limited_read(&list, now_s, row) == 0, "an empty list");
	limited_note(&list, 0, LIMITED_REQUESTS, now_s);
	OK(limited_read(&list, now_s, row) == 0, "a peer without a source");
	limited_note(&list, 7, LIMITED_REQUESTS, now_s);
	limited_note(&list, 8, LIMITED_CONNECTIONS, now_s);
	limited_note(&list, 7, LIMITED_REQUESTS, now_s);
	limited_note(&list, 7, LIMITED_BYTES, now_s);
	OK(limited_read(&list, now_s, row) == 3 &&
		is_row(0, 7, LIMITED_REQUESTS, 2) &&
		is_row(1, 8, LIMITED_CONNECTIONS, 1) &&
		is_row(2, 7, LIMITED_BYTES, 1),
	    "a row for each source and limit");
	OK(list.times[LIMITED_REQUESTS] == 2 &&
		list.times[LIMITED_CONNECTIONS] == 1,
	    "and their sums");
	now_s += LIMITED_RECENT_S - 1;
	OK(limited_read(&list, now_s, row) == 3, "for ten seconds");
	limited_note(&list, 7, LIMITED_REQUESTS, now_s);
	now_s++;
	OK(limited_read(&list, now_s, row) == 1 &&
		is_row(0, 7, LIMITED_REQUESTS, 3),
	    "unless it is limited again");
	limited_note(&list, 8, LIMITED_CONNECTIONS, now_s);
	OK(limited_read(&list, now_s, row) == 2 &&
		is_row(1, 8, LIMITED_CONNECTIONS, 1),
	    "one that comes again counts anew");
	OK(limited_read(&list, now_s - 3600, row) == 0 &&
		limited_read(&list, INT64_MIN, row) == 0 &&
		limited_read(&list, INT64_MAX, row) == 0,
	    "clocks that jump");
}

static void
test_full_list(void)
{
	bool all = true;

	for (uint64_t i = 100; i < 100 + LIMITED_ROWS; i++)
		limited_note(
		    &list, i, LIMITED_REQUESTS, 5000 + (int64_t)i - 100);
	limited_note(&list, 100, LIMITED_REQUESTS, 5019);
	limited_note(&list, 200, LIMITED_REQUESTS, 5019);
	for (size_t i = 0; i < LIMITED_ROWS; i++)
		all = all && list.place[i].source != 101;
	/* the sources of the last ten seconds, and 100 and 200 */
	OK(all && limited_read(&list, 5019, row) == 12,
	    "the one that was limited the longest ago makes room");
}

static void
test_any_bytes(void)
{
	memset(&list, 0xff, sizeof list);
	OK(limited_read(&list, -1, row) == 0, "a limit that does not exist");
	for (size_t i = 0; i < LIMITED_ROWS; i++)
		list.place[i].by = LIMITED_BYTES;
	OK(limited_read(&list, -1, row) == LIMITED_ROWS, "any other bytes");
	limited_note(&list, 1, LIMITED_BYTES, 1);
	OK(limited_read(&list, 1, row) > 0, "and they are overwritten");
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
	test_list();
	test_full_list();
	test_any_bytes();
	return DONE();
}
