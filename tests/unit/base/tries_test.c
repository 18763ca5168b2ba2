/*
 * Failures of a source: so many at once, and then so many a minute.
 */
#define _GNU_SOURCE
#include "base/tries.h"

#include "unit/test.h"

/* A table of zeros. */
static struct tries table;

static void
test_burst(void)
{
	unsigned n = 0;

	while (n < 50 && tries_wait(&table, 7, 10, 1000) == 0) {
		tries_failed(&table, 7, 10, 1000);
		n++;
	}
	OK(n == 10, "ten at once");
	OK(tries_wait(&table, 7, 10, 1000) == 6, "the next in six seconds");
	OK(tries_wait(&table, 7, 10, 1001) == 6, "rounded up");
	OK(tries_wait(&table, 7, 10, 6999) == 1, "not sooner");
	OK(tries_wait(&table, 7, 10, 7000) == 0, "then");
	tries_failed(&table, 7, 10, 7000);
	OK(tries_wait(&table, 7, 10, 7000) == 6, "and one it is");
	OK(tries_level(&table, 7, 7000) == 60000 &&
		tries_level(&table, 7, 67000) == 0 &&
		tries_wait(&table, 7, 10, 67000) == 0,
	    "in a minute all is forgiven");
	OK(tries_wait(&table, 8, 10, 7000) == 0 &&
		tries_level(&table, 8, 7000) == 0,
	    "another source has done nothing");
}

static void
test_limits(void)
{
	struct tries *t = &table;

	for (int i = 0; i < 100; i++) {
		tries_failed(t, 0, 10, 1000);
		tries_failed(t, 9, 0, 1000);
	}
	OK(tries_wait(t, 0, 10, 1000) == 0, "nobody has no limit");
	OK(tries_wait(t, 9, 0, 1000) == 0, "and where there is none nobody");
	tries_failed(t, 11, 1, 1000);
	OK(tries_wait(t, 11, 1, 1000) == 60 && tries_wait(t, 11, 1, 61000) == 0,
	    "one a minute");
	tries_failed(t, 12, 10000, 1000);
	OK(tries_level(t, 12, 1000) == 6, "ten thousand a minute");
}

/* Strangers with many addresses cannot displace a source with more failures. */
static void
test_crowd(void)
{
	static struct tries t;

	for (int i = 0; i < 10; i++)
		tries_failed(&t, 77, 10, 1000);
	for (uint64_t source = 1000; source < 200000; source++)
		tries_failed(&t, source, 10, 1000);
	OK(tries_wait(&t, 77, 10, 1000) == 6, "whoever has failed most stays");
}

int
main(void)
{
	test_burst();
	test_limits();
	test_crowd();
	return DONE();
}
