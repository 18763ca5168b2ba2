#include "base/sums.h"

#include <stdatomic.h>

/* A key has this many places that lie side by side. */
#define WAYS 4

/* Tells a sum of 0 from an empty place. */
#define PRESENT (UINT64_C(1) << 32)

static size_t
first_place(uint64_t key)
{
	return (size_t)(key % (SUMS_PLACES / WAYS)) * WAYS;
}

static uint64_t
load(const _Atomic uint64_t *word)
{
	return atomic_load_explicit(word, memory_order_relaxed);
}

/* Returns the value of a place if it is that of the key, or 0. */
static uint64_t
value_of(const struct sums_place *p, uint64_t key)
{
	uint64_t value = load(&p->value);

	return (load(&p->mixed) ^ value) == key && (value & PRESENT) != 0
		   ? value
		   : 0;
}

bool
sums_find(const struct sums *s, uint64_t key, uint32_t *crc)
{
	const struct sums_place *p = &s->place[first_place(key)];

	for (size_t i = 0; i < WAYS; i++) {
		uint64_t value = value_of(&p[i], key);

		if (value != 0) {
			*crc = (uint32_t)value;
			return true;
		}
	}
	return false;
}

void
sums_keep(struct sums *s, uint64_t key, uint32_t crc)
{
	struct sums_place *p = &s->place[first_place(key)];
	uint64_t value = PRESENT | crc;
	/* if none is free, the key chooses one */
	size_t at = (size_t)(key / (SUMS_PLACES / WAYS) % WAYS);

	for (size_t i = 0; i < WAYS; i++)
		if (value_of(&p[i], key) != 0 || load(&p[i].value) == 0) {
			at = i;
			break;
		}
	atomic_store_explicit(&p[at].value, value, memory_order_relaxed);
	atomic_store_explicit(&p[at].mixed, key ^ value, memory_order_relaxed);
}
