/*
 * A sum that was kept is found again; no other sum is found, whatever bytes the
 * table holds.
 */
#define _GNU_SOURCE
#include "base/sums.h"

#include "unit/test.h"

#include <stdlib.h>

static struct sums table;

/* There are more keys than places, so that some keys are forgotten. */
static void
test_crowded(void)
{
	size_t found = 0, wrong = 0;
	uint32_t crc;

	for (uint64_t i = 1; i <= 40; i++)
		sums_keep(&table, i * SUMS_PLACES, (uint32_t)i);
	for (uint64_t i = 1; i <= 40; i++)
		if (sums_find(&table, i * SUMS_PLACES, &crc)) {
			found++;
			wrong += crc != i;
		}
	OK(found == 4 && wrong == 0,
	    "forty keys with the same four places: four are found, and right");
}

static void
test_full(void)
{
	size_t found = 0, wrong = 0, n = SUMS_PLACES / 2;
	uint32_t crc;

	memset(&table, 0, sizeof table);
	for (uint64_t i = 0; i < n; i++)
		sums_keep(
		    &table, i * UINT64_C(0x9e3779b97f4a7c15), (uint32_t)i);
	for (uint64_t i = 0; i < n; i++)
		if (sums_find(&table, i * UINT64_C(0x9e3779b97f4a7c15), &crc)) {
			found++;
			wrong += crc != i;
		}
	OK(found > n * 9 / 10 && wrong == 0,
	    "of keys for half of the places hardly any is forgotten: %zu of "
	    "%zu",
	    found, n);
}

int
main(void)
{
	unsigned char *bytes = (unsigned char *)&table;
	uint32_t crc = 7;
	size_t found = 0;

	OK(!sums_find(&table, 0, &crc) && crc == 7, "an empty table has none");
	sums_keep(&table, 0, 0);
	OK(sums_find(&table, 0, &crc) && crc == 0, "a key and a sum of 0");
	sums_keep(&table, 0, 5);
	OK(sums_find(&table, 0, &crc) && crc == 5, "a sum replaces the former");
	OK(!sums_find(&table, 1, &crc), "no other key is found");
	test_crowded();
	test_full();
	srand(1);
	for (size_t i = 0; i < sizeof table; i++)
		bytes[i] = (unsigned char)(rand() >> 7);
	for (uint64_t i = 0; i < 100000; i++)
		found += sums_find(&table, i, &crc);
	OK(found == 0, "bytes by chance hold no sum of any key");
	return DONE();
}
