#include "site/listing_roster.h"

#include "base/natural.h"

#include <string.h>

struct listing_roster_item {
	uint64_t size;
	int64_t mtime_s;
	uint32_t name; /* an offset in the room */
	uint16_t name_n;
	bool directory;
};

void
listing_roster_init(struct listing_roster *r, void *room, size_t room_n)
{
	*r = (struct listing_roster){ room, 0, room, room_n };
}

bool
listing_roster_add(struct listing_roster *r, const struct file_entry *e)
{
	size_t used = (r->n + 1) * sizeof *r->item;

	if (e->name.n > UINT16_MAX || used > r->free ||
	    e->name.n > r->free - used)
		return false;
	r->free -= e->name.n;
	memcpy(r->room + r->free, e->name.p, e->name.n);
	r->item[r->n++] = (struct listing_roster_item){ e->size, e->mtime_s,
		(uint32_t)r->free, (uint16_t)e->name.n, e->directory };
	return true;
}

static int
compare_names(const char *room, const struct listing_roster_item *a,
    const struct listing_roster_item *b)
{
	return natural_compare((struct span){ room + a->name, a->name_n },
	    (struct span){ room + b->name, b->name_n });
}

/* The key and the direction of a sort. */
struct rule {
	const char *room;
	enum listing_key key;
	enum listing_direction order;
};

/* Returns a negative number if a comes first. */
static int
compare(const struct rule *rule, const struct listing_roster_item *a,
    const struct listing_roster_item *b)
{
	int c = 0;

	if (a->directory != b->directory)
		return a->directory ? -1 : 1;
	switch (rule->key) {
	case LISTING_BY_NAME:
		c = compare_names(rule->room, a, b);
		break;
	case LISTING_BY_SIZE:
		if (!a->directory)
			c = (a->size > b->size) - (a->size < b->size);
		break;
	case LISTING_BY_TIME:
		c = (a->mtime_s > b->mtime_s) - (a->mtime_s < b->mtime_s);
		break;
	}
	if (c == 0)
		return compare_names(rule->room, a, b);
	return rule->order == LISTING_UP ? c : -c;
}

static void
swap(struct listing_roster_item *a, struct listing_roster_item *b)
{
	struct listing_roster_item t = *a;

	*a = *b;
	*b = t;
}

/*
 * Lets item i sink to its place in the heap of n items, whose largest is at the
 * top.
 */
static void
sink(
    const struct rule *rule, struct listing_roster_item *at, size_t i, size_t n)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n &&
		    compare(rule, &at[child], &at[child + 1]) < 0)
			child++;
		if (compare(rule, &at[i], &at[child]) >= 0)
			return;
		swap(&at[i], &at[child]);
	}
}

void
listing_roster_sort(struct listing_roster *r, enum listing_key key,
    enum listing_direction order)
{
	const struct rule rule = { r->room, key, order };

	for (size_t i = r->n / 2; i > 0; i--)
		sink(&rule, r->item, i - 1, r->n);
	for (size_t n = r->n; n > 1; n--) {
		swap(&r->item[0], &r->item[n - 1]);
		sink(&rule, r->item, 0, n - 1);
	}
}

struct file_entry
listing_roster_at(const struct listing_roster *r, size_t i)
{
	const struct listing_roster_item *item = &r->item[i];

	return (struct file_entry){ { r->room + item->name, item->name_n },
		item->directory, item->size, item->mtime_s };
}
