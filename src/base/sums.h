/*
 * sums -- the CRC-32 of files that were sent in a zip, kept for later requests.
 *
 * Many processes read and write one table at once, without a lock: a place
 * whose two words do not fit together counts as empty.  The key stands for a
 * state of a file (site/archive).  A sum that the table has lost is computed
 * again, so it may be as small as the memory allows, and may be removed at any
 * time.  A process that was taken over can write wrong sums; the zip that has
 * them is refused by those who unpack it, and nothing else happens.
 *
 *	if (!sums_find(table, key, &crc)) {
 *		read the file
 *		sums_keep(table, key, crc);
 *	}
 */
#ifndef BASE_SUMS_H
#define BASE_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * There are more places than a large archive has members; each takes 16 bytes.
 */
#define SUMS_PLACES 131072

struct sums_place {
	_Atomic uint64_t mixed, value;
};

/* All zeros is an empty table. */
struct sums {
	struct sums_place place[SUMS_PLACES];
};

/* Returns true, and sets *crc, if the table has the sum of this key. */
bool sums_find(const struct sums *, uint64_t key, uint32_t *crc);

/* Keeps the sum, and may forget another one for it. */
void sums_keep(struct sums *, uint64_t key, uint32_t crc);

#endif
