#include "base/rates.h"

#include "base/siphash.h"

#include <stdatomic.h>

#define SETS (RATES_PLACES / RATES_WAYS)

/* Returns the first place of the set. */
static struct rates_place *
set_of(struct rates *r, const struct rates_key *key)
{
	uint64_t hash =
	    siphash_word(r->secret, key->source ^ (uint64_t)key->rule << 48);

	return &r->place[hash % SETS * RATES_WAYS];
}

static struct rates_place *
find(struct rates *r, const struct rates_key *key)
{
	struct rates_place *p = set_of(r, key);

	for (size_t i = 0; i < RATES_WAYS; i++)
		if (p[i].source == key->source && p[i].rule == key->rule)
			return &p[i];
	return NULL;
}

/*
 * Gives the source the place whose bucket will be full first, with a full
 * bucket.
 */
static struct rates_place *
add(struct rates *r, const struct rates_key *key, int64_t now_ns)
{
	struct rates_place *p = set_of(r, key), *best = p;

	for (size_t i = 1; i < RATES_WAYS; i++)
		if (p[i].full_ns < best->full_ns)
			best = &p[i];
	best->source = 0;
	best->full_ns = now_ns;
	best->refused_ns = 0;
	best->rule = key->rule;
	best->source = key->source;
	return best;
}

uint64_t
rates_take(struct rates *r, const struct rates_key *key, const struct bucket *b,
    uint64_t least, uint64_t most, int64_t now_ns, int64_t *wait_ns)
{
	struct rates_place *p;
	uint64_t n;
	int64_t full_ns;
	int tries = 0;

	*wait_ns = 0;
	if (key->source == 0 || b->n == 0)
		return most;
	if (least > b->burst)
		least = b->burst;
	p = find(r, key);
	if (p == NULL)
		p = add(r, key, now_ns);
	full_ns = p->full_ns;
	do {
		*wait_ns = bucket_wait(b, full_ns, now_ns, least);
		if (*wait_ns > 0) {
			/*
			 * a level above full: the clock went back, or two
			 * processes wrote
			 */
			int64_t last_ns = bucket_take(b, full_ns, now_ns, 0);

			if (last_ns < full_ns)
				(void)atomic_compare_exchange_strong(
				    &p->full_ns, &full_ns, last_ns);
			p->refused_ns = now_ns;
			return 0;
		}
		n = bucket_level(b, full_ns, now_ns);
		n = n < most ? n : most;
		n = n > least ? n : least;
	} while (!atomic_compare_exchange_weak(&p->full_ns, &full_ns,
		     bucket_take(b, full_ns, now_ns, n)) &&
		 ++tries < RATES_TRIES);
	return n;
}

void
rates_put_back(struct rates *r, const struct rates_key *key,
    const struct bucket *b, uint64_t tokens, int64_t now_ns)
{
	struct rates_place *p = key->source == 0 ? NULL : find(r, key);
	int64_t full_ns;
	int tries = 0;

	if (p == NULL)
		return;
	full_ns = p->full_ns;
	while (!atomic_compare_exchange_weak(&p->full_ns, &full_ns,
		   bucket_put_back(b, full_ns, now_ns, tokens)) &&
	       ++tries < RATES_TRIES)
		;
}

void
rates_mend(struct rates *r, const struct rates_key *key, int64_t latest_ns)
{
	struct rates_place *p = set_of(r, key);

	for (size_t i = 0; i < RATES_WAYS; i++) {
		int64_t full_ns = p[i].full_ns;

		if (full_ns > latest_ns)
			(void)atomic_compare_exchange_strong(
			    &p[i].full_ns, &full_ns, 0);
	}
}

size_t
rates_limited(const struct rates *r, int64_t now_ns, size_t *at, size_t room)
{
	size_t n = 0;

	for (size_t i = 0; i < RATES_PLACES; i++) {
		int64_t refused_ns = r->place[i].refused_ns;

		if (r->place[i].source == 0 || refused_ns == 0 ||
		    now_ns - refused_ns >= RATES_RECENT)
			continue;
		if (n < room)
			at[n] = i;
		n++;
	}
	return n;
}
