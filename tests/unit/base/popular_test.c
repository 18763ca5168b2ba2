/*
 * The most frequent names of a stream, in a table of fixed size.
 */
#define _GNU_SOURCE
#include "base/popular.h"

#include "unit/test.h"

static struct popular table;
static const struct popular_row *top[POPULAR_BUCKETS * POPULAR_WAYS];

static void
count(const char *name, uint64_t times, uint64_t bytes)
{
	while (times-- > 0)
		popular_count(&table, span_str(name), bytes);
}

/* Returns the name of the i-th row, for a comparison. */
static bool
is_at(size_t i, const char *name, uint64_t requests, uint64_t bytes)
{
	return span_eq(popular_name(top[i]), span_str(name)) &&
	       top[i]->seen == requests && top[i]->bytes == bytes;
}

static void
test_order(void)
{
	OK(popular_top(&table, top, 5) == 0, "nothing has been counted");
	count("b", 2, 10);
	count("a", 2, 1);
	count("much", 3, 0);
	count("", 1, 5);
	OK(popular_top(&table, top, 5) == 4, "four names");
	OK(is_at(0, "much", 3, 0), "the most frequent one first");
	OK(is_at(1, "a", 2, 2) && is_at(2, "b", 2, 20),
	    "of two with the same number the smaller name first");
	OK(is_at(3, "", 1, 5), "no name is a name, too");
	OK(popular_top(&table, top, 2) == 2 && is_at(1, "a", 2, 2),
	    "no more than are wanted");
	OK(popular_top(&table, top, 0) == 0, "none are wanted");
}

static void
test_long(void)
{
	char name[POPULAR_NAME + 20];

	memset(&table, 0, sizeof table);
	memset(name, 'x', sizeof name);
	popular_count(&table, (struct span){ name, POPULAR_NAME }, 0);
	popular_count(&table, (struct span){ name, sizeof name }, 0);
	OK(popular_top(&table, top, 5) == 2 &&
		popular_name(top[1]).n == POPULAR_NAME &&
		top[1]->length == sizeof name,
	    "a longer name is another one, and keeps its beginning");
}

/*
 * A frequent name keeps its row beside a crowd of rare ones, whose counts do
 * not become those of others.
 */
static void
test_crowd(void)
{
	char name[32];
	size_t n;
	bool honest = true;

	memset(&table, 0, sizeof table);
	count("often", 1000, 1);
	for (int i = 0; i < 100000; i++) {
		(void)snprintf(name, sizeof name, "rare-%d", i);
		count(name, 1, 1);
	}
	count("often", 1000, 1);
	n = popular_top(&table, top, COUNT(top));
	OK(n == COUNT(top), "the table is full");
	OK(is_at(0, "often", 2000, 2000) && top[0]->inherited == 0,
	    "the frequent name has its count");
	for (size_t i = 1; i < n; i++)
		honest = honest && top[i]->seen == 1 && top[i]->bytes == 1 &&
			 top[i]->inherited > 0;
	OK(honest, "each other row has its own requests, and says what it may "
		   "have lost");
}

int
main(void)
{
	test_order();
	test_long();
	test_crowd();
	return DONE();
}
