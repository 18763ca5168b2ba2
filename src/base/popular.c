#include "base/popular.h"

#include "base/siphash.h"

#include <string.h>

/* The words of the name are chained, with its length first. */
static uint64_t
hash(const uint64_t key[2], struct span name)
{
	uint64_t h = siphash_word(key, name.n);

	while (name.n > 0) {
		size_t n = name.n < 8 ? name.n : 8;
		uint64_t word = 0;

		memcpy(&word, name.p, n);
		h = siphash_word(key, h ^ word);
		name = span_from(name, n);
	}
	return h;
}

struct span
popular_name(const struct popular_row *r)
{
	return (struct span){ r->name,
		r->length < POPULAR_NAME ? r->length : POPULAR_NAME };
}

static uint64_t
all_of(const struct popular_row *r)
{
	return r->seen + r->inherited;
}

/* Returns the row of the name, or the one whose place it takes. */
static struct popular_row *
find(struct popular_row *bucket, struct span begin, size_t length)
{
	struct popular_row *least = bucket;

	for (size_t i = 0; i < POPULAR_WAYS; i++) {
		struct popular_row *r = &bucket[i];

		if (r->seen > 0 && r->length == length &&
		    span_eq(popular_name(r), begin))
			return r;
		if (all_of(r) < all_of(least))
			least = r;
	}
	least->inherited = all_of(least);
	least->seen = least->bytes = 0;
	least->length = (uint32_t)length;
	memcpy(least->name, begin.p, begin.n);
	return least;
}

void
popular_count(struct popular *p, struct span name, uint64_t bytes)
{
	struct span begin = { name.p,
		name.n < POPULAR_NAME ? name.n : POPULAR_NAME };
	struct popular_row *r =
	    find(p->row[hash(p->key, begin) % POPULAR_BUCKETS], begin, name.n);

	r->seen++;
	r->bytes += bytes;
}

/* Returns true if a stands before b. */
static bool
precedes(const struct popular_row *a, const struct popular_row *b)
{
	struct span left = popular_name(a), right = popular_name(b);
	int order;

	if (a->seen != b->seen)
		return a->seen > b->seen;
	order = memcmp(left.p, right.p, left.n < right.n ? left.n : right.n);
	return order != 0 ? order < 0 : a->length < b->length;
}

size_t
popular_top(const struct popular *p, const struct popular_row **top, size_t n)
{
	size_t have = 0;

	for (size_t i = 0; i < POPULAR_BUCKETS * POPULAR_WAYS; i++) {
		const struct popular_row *r =
		    &p->row[i / POPULAR_WAYS][i % POPULAR_WAYS];
		size_t at;

		if (r->seen == 0 || n == 0 ||
		    (have == n && !precedes(r, top[have - 1])))
			continue;
		for (at = have < n ? have++ : n - 1;
		     at > 0 && precedes(r, top[at - 1]); at--)
			top[at] = top[at - 1];
		top[at] = r;
	}
	return have;
}
