#include "site/roster.h"

#include <string.h>

struct roster_item {
	uint64_t size;
	int64_t mtime_s;
	uint32_t name; /* from the start of the room */
	uint16_t name_n;
	bool directory;
};

void
roster_init(struct roster *r, void *room, size_t room_n)
{
	*r = (struct roster){ room, 0, room, room_n };
}

bool
roster_add(struct roster *r, const struct entry *e)
{
	size_t used = (r->n + 1) * sizeof *r->item;

	if (e->name.n > UINT16_MAX || used > r->free ||
	    e->name.n > r->free - used)
		return false;
	r->free -= e->name.n;
	memcpy(r->room + r->free, e->name.p, e->name.n);
	r->item[r->n++] = (struct roster_item){ e->size, e->mtime_s,
		(uint32_t)r->free, (uint16_t)e->name.n, e->directory };
	return true;
}

static unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int
compare_names(
    const char *room, const struct roster_item *a, const struct roster_item *b)
{
	size_t n = a->name_n < b->name_n ? a->name_n : b->name_n;
	const char *p = room + a->name, *q = room + b->name;

	for (size_t i = 0; i < n; i++)
		if (lower(p[i]) != lower(q[i]))
			return lower(p[i]) < lower(q[i]) ? -1 : 1;
	if (a->name_n != b->name_n)
		return a->name_n < b->name_n ? -1 : 1;
	return memcmp(p, q, n);
}

/* What a sort is by. */
struct rule {
	const char *room;
	enum roster_key key;
	enum roster_order order;
};

/* Below zero: a comes first. */
static int
compare(const struct rule *rule, const struct roster_item *a,
    const struct roster_item *b)
{
	int c = 0;

	if (a->directory != b->directory)
		return a->directory ? -1 : 1;
	switch (rule->key) {
	case ROSTER_NAME:
		c = compare_names(rule->room, a, b);
		break;
	case ROSTER_SIZE:
		if (!a->directory)
			c = (a->size > b->size) - (a->size < b->size);
		break;
	case ROSTER_TIME:
		c = (a->mtime_s > b->mtime_s) - (a->mtime_s < b->mtime_s);
		break;
	}
	if (c == 0)
		return compare_names(rule->room, a, b);
	return rule->order == ROSTER_UP ? c : -c;
}

static void
swap(struct roster_item *a, struct roster_item *b)
{
	struct roster_item t = *a;

	*a = *b;
	*b = t;
}

/* Lets item i sink to its place in the heap of n, whose last is on top. */
static void
sink(const struct rule *rule, struct roster_item *at, size_t i, size_t n)
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
roster_sort(struct roster *r, enum roster_key key, enum roster_order order)
{
	const struct rule rule = { r->room, key, order };

	for (size_t i = r->n / 2; i > 0; i--)
		sink(&rule, r->item, i - 1, r->n);
	for (size_t n = r->n; n > 1; n--) {
		swap(&r->item[0], &r->item[n - 1]);
		sink(&rule, r->item, 0, n - 1);
	}
}

struct entry
roster_at(const struct roster *r, size_t i)
{
	const struct roster_item *item = &r->item[i];

	return (struct entry){ { r->room + item->name, item->name_n },
		item->directory, item->size, item->mtime_s };
}
