/*
 * The table of rates that processes without a listener share: no content of it
 * locks anybody out, and a file that is not such a table begins anew.
 */
#define _GNU_SOURCE
#include "base/ratetable.h"

#include "unit/test.h"

#include <stdlib.h>

#define S BUCKET_SECOND

static struct ratetable table;
static const struct bucket ten = { 10, S, 10 }; /* fills in a second */
static const uint64_t secret[2] = { 0x123456789, 42 };

static uint64_t
take(uint64_t source, int64_t now_ns, int64_t *wait_ns)
{
	struct rates_key key = { source, 0 };

	return ratetable_take(&table, S, &key, &ten, 1, 1, now_ns, wait_ns);
}

/* Returns how many of 20 requests at the same moment are answered. */
static unsigned
burst(uint64_t source, int64_t now_ns)
{
	unsigned n = 0;
	int64_t wait_ns;

	for (int i = 0; i < 20; i++)
		n += take(source, now_ns, &wait_ns) == 1;
	return n;
}

static void
begin(void)
{
	union ratetable_page page;

	memset(&table, 0, sizeof table);
	ratetable_make(&page, secret);
	memcpy(&table, &page, sizeof page);
}

static bool
is_good(void)
{
	union ratetable_page page;

	memcpy(&page, &table, sizeof page);
	return ratetable_check(&page);
}

static void
test_head(void)
{
	char *byte = (char *)&table;

	OK(!is_good(), "zeros: a process was killed that made it");
	begin();
	OK(is_good(), "as it was made");
	for (size_t at = 0; at < sizeof table.head; at++) {
		byte[at] ^= 1;
		if (is_good())
			OK(false, "a damaged head, at %zu", at);
		byte[at] ^= 1;
	}
	OK(is_good() && table.rates.secret[1] == 42, "with its key");
	table.rates.secret[1] = 0;
	OK(!is_good(), "a damaged key");
	begin();
	table.head.version++;
	OK(!is_good(), "another version");
	begin();
	table.head.order = UINT64_C(0x0807060504030201);
	OK(!is_good(), "another machine's");
}

static void
test_clock(void)
{
	int64_t wait_ns;

	begin();
	OK(burst(3, 1000 * S) == 10, "the burst");
	OK(burst(3, 1000 * S - S / 1000) == 0,
	    "a process that read the clock before is no way around it");
	OK(burst(3, 1000 * S - RATETABLE_SLACK) == 0,
	    "nor one that slept a minute");
	/* the clock begins again at each boot */
	OK(burst(3, S) == 10, "after a boot the burst is there");
	(void)burst(3, 100 * S);
	OK(take(3, 50 * S, &wait_ns) == 0 && wait_ns == S / 10,
	    "after one that came soon it may be one token's time away");
	OK(take(3, 50 * S + wait_ns, &wait_ns) == 1 && burst(3, 52 * S) == 10,
	    "then it goes on as ever");
	OK(burst(3, INT64_C(1) << 60) == 10, "a clock that jumps ahead");
}

/* An attacker has taken a process over, left these times, and gone. */
static void
test_hostile(void)
{
	struct rates_place *p = table.rates.place;

	begin();
	(void)burst(3, 100 * S);
	for (size_t i = 0; i < RATES_PLACES; i++)
		p[i].full_ns = INT64_MAX;
	OK(burst(3, 100 * S) == 10, "a time that cannot be is no lock");
	(void)burst(3, 200 * S);
	for (size_t i = 0; i < RATES_PLACES; i++)
		p[i].full_ns = 200 * S + S + RATETABLE_SLACK;
	OK(burst(3, 200 * S) == 0 && burst(3, 201 * S) == 10,
	    "a false one that can be is over after the burst's time");
	begin();
	for (size_t i = 0; i < RATES_PLACES; i++) {
		p[i].source = 1000 + i;
		p[i].full_ns = INT64_MAX;
	}
	/* each of these sources takes a place and keeps it */
	for (uint64_t source = 10; source < 500; source++)
		(void)burst(source, 300 * S);
	unsigned held = 0;
	for (uint64_t source = 10; source < 500; source++)
		held += burst(source, 300 * S) == 0;
	OK(held >= 485, "places that nobody uses are free: %u of 490", held);
}

/* Torn and random bytes: every bound holds, for every source. */
static void
test_any_bytes(void)
{
	unsigned locked = 0, long_ago = 0;

	srandom(1);
	for (int round = 0; round < 20; round++) {
		unsigned char *at = (unsigned char *)table.rates.place;
		int64_t now_ns = (int64_t)random() << (round + 1), wait_ns;

		begin();
		for (size_t i = 0; i < sizeof table.rates.place; i++)
			at[i] = (unsigned char)(random() >> 8);
		for (uint64_t source = 1; source < 300; source++) {
			/* give the source's place any time */
			(void)take(source, now_ns, &wait_ns);
			for (size_t i = 0; i < RATES_PLACES; i++)
				if (table.rates.place[i].source == source)
					table.rates.place[i].full_ns =
					    now_ns + (random() - random()) * 64;
			if (take(source, now_ns, &wait_ns) == 0 &&
			    wait_ns > S / 10)
				locked++;
			if (burst(source, now_ns + S + wait_ns) != 10)
				long_ago++;
		}
	}
	OK(locked == 0, "nobody waits for more than a token: %u", locked);
	OK(long_ago == 0, "and all have their burst in its time: %u", long_ago);
}

int
main(void)
{
	test_head();
	test_clock();
	test_hostile();
	test_any_bytes();
	return DONE();
}
