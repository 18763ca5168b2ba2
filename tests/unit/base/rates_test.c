/* The buckets of many sources: each source waits only for its own bucket. */
#define _GNU_SOURCE
#include "base/rates.h"

#include "base/siphash.h"
#include "unit/test.h"

#define S BUCKET_SECOND

static struct rates table;
static const struct bucket ten = { 10, S, 10 };

static uint64_t
take(uint64_t source, uint32_t rule, int64_t now_ns)
{
	struct rates_key key = { source, rule };
	int64_t wait_ns;

	return rates_take(&table, &key, &ten, 1, 1, now_ns, &wait_ns);
}

static void
clear(void)
{
	memset(&table, 0, sizeof table);
	table.secret[0] = UINT64_C(0x0706050403020100);
	table.secret[1] = UINT64_C(0x0f0e0d0c0b0a0908);
}

static void
test_siphash(void)
{
	clear();
	OK(siphash_word(table.secret, UINT64_C(0x0706050403020100)) ==
		UINT64_C(0x93f5f5799a932462),
	    "SipHash-2-4: the eighth vector of its authors");
	OK(siphash_word(table.secret, 0) != siphash_word(table.secret, 1),
	    "another word");
}

static void
test_alone(void)
{
	struct rates_key key = { 7, 1 };
	int64_t wait_ns;
	uint64_t n = 0;

	clear();
	while (n < 50 && take(7, 1, S) == 1)
		n++;
	OK(n == 10, "ten at once");
	OK(rates_take(&table, &key, &ten, 1, 1, S, &wait_ns) == 0 &&
		wait_ns == S / 10,
	    "the next in a tenth");
	OK(take(7, 1, S + S / 10) == 1 && take(7, 1, S + S / 10) == 0,
	    "and one it is");
	OK(take(8, 1, S) == 1, "another source has its own");
	OK(take(7, 2, S) == 1, "another rule likewise");
	for (n = 0; n < 100; n++)
		(void)take(0, 1, S);
	OK(take(0, 1, S) == 1, "nobody has no limit");
}

static void
test_many(void)
{
	struct rates_key key = { 9, 0 };
	int64_t wait_ns;

	clear();
	OK(rates_take(&table, &key, &ten, 1, 4, S, &wait_ns) == 4, "four");
	OK(rates_take(&table, &key, &ten, 4, 16, S, &wait_ns) == 6,
	    "the rest of a larger wish");
	OK(rates_take(&table, &key, &ten, 2, 4, S + S / 10, &wait_ns) == 0 &&
		wait_ns == S / 10,
	    "fewer than the least are none");
	rates_put_back(&table, &key, &ten, 3, S + S / 10);
	OK(rates_take(&table, &key, &ten, 1, 9, S + S / 10, &wait_ns) == 4,
	    "what is put back is there again");
	key.source = 10;
	rates_put_back(&table, &key, &ten, 3, S);
	OK(take(10, 0, S) == 1, "of one that is not there nothing is");
}

/* One source is greedy while a crowd of others fills every place. */
static void
test_crowd(void)
{
	uint64_t served = 0, greedy = 0;

	clear();
	while (take(1, 1, S) == 1)
		;
	for (uint64_t source = 2; source < 5002; source++) {
		served += take(source, 1, S);
		greedy += take(1, 1, S);
	}
	OK(served == 5000, "5 000 others are served");
	OK(greedy == 0, "and make no room for the greedy one");
	for (uint64_t source = 100000; source < 1100000; source++)
		served += take(source, 1, S);
	OK(served == 1005000, "nor does anybody wait for a million");
	OK(take(1, 1, S) == 0, "who have taken less than it");
}

/*
 * All of the crowd have spent their tokens: a record may be dropped, which
 * favours its source.
 */
static void
test_spent(void)
{
	uint64_t honest = 0;

	clear();
	for (uint64_t source = 2; source < 20002; source++)
		for (int i = 0; i < 11; i++)
			(void)take(source, 1, S);
	for (int i = 0; i < 10; i++)
		honest += take(1, 1, S);
	OK(honest == 10, "one that comes after them has all of its burst");
	/* 65536 sources of one /48, then a source of another one */
	honest = 0;
	clear();
	for (uint64_t i = 0; i < 65536; i++)
		for (int again = 0; again < 11; again++)
			(void)take(UINT64_C(0x20010db800000000) + i, 1, S);
	for (int i = 0; i < 10; i++)
		honest += take(UINT64_C(0x20010db900000000), 1, S);
	OK(honest == 10, "nor does one with a /48 lock anybody out");
}

static void
test_limited(void)
{
	size_t at[2];

	clear();
	OK(rates_limited(&table, S, at, 2) == 0, "nobody is limited");
	for (int i = 0; i < 11; i++)
		(void)take(5, 1, S);
	(void)take(6, 1, S);
	OK(rates_limited(&table, S, at, 2) == 1 &&
		table.place[at[0]].source == 5,
	    "one that was refused is");
	for (uint64_t source = 7; source < 17; source++)
		for (int i = 0; i < 11; i++)
			(void)take(source, 1, 2 * S);
	OK(rates_limited(&table, 2 * S, at, 2) == 11,
	    "more than there is room");
	OK(rates_limited(&table, S + RATES_RECENT, at, 2) == 10 &&
		rates_limited(&table, 3 * S + RATES_RECENT, at, 2) == 0,
	    "and after a while no more");
}

int
main(void)
{
	test_siphash();
	test_alone();
	test_many();
	test_crowd();
	test_spent();
	test_limited();
	return DONE();
}
