/*
 * Entries in order, and within their room.
 */
#define _GNU_SOURCE
#include "site/listing_roster.h"

#include "unit/test.h"

/* A slash behind the name marks a directory. */
static const struct {
	const char *name;
	uint64_t size;
	int64_t mtime_s;
} made[] = {
	{ "b", 2, -5 },
	{ "B", 2, 30 },
	{ "a10", 70, 20 },
	{ "sub/", 4096, 10 },
	{ "a", UINT64_MAX, 30 },
	{ "\xff", 0, 25 },
	{ "ab", 2, INT64_MIN },
	{ "Sub2/", 5, 40 },
	{ "A", 0, INT64_MAX },
};

static const struct {
	const char *why;
	enum listing_key key;
	enum listing_direction order;
	const char *names;
} cases[] = {
	{ "by name: directories first, and A beside a", LISTING_BY_NAME,
	    LISTING_UP, "sub/ Sub2/ A a a10 ab B b \xff" },
	{ "the other way round, and directories first all the same",
	    LISTING_BY_NAME, LISTING_DOWN, "Sub2/ sub/ \xff b B ab a10 a A" },
	{ "by size; the same size by name, ascending", LISTING_BY_SIZE,
	    LISTING_UP, "sub/ Sub2/ A \xff ab B b a10 a" },
	{ "the largest first; a directory has no size", LISTING_BY_SIZE,
	    LISTING_DOWN, "sub/ Sub2/ a a10 ab B b A \xff" },
	{ "by time, before 1970 too", LISTING_BY_TIME, LISTING_UP,
	    "sub/ Sub2/ ab b a10 \xff a B A" },
	{ "the newest first", LISTING_BY_TIME, LISTING_DOWN,
	    "Sub2/ sub/ A a B \xff a10 b ab" },
};

static _Alignas(8) char room[1 << 16];

static struct file_entry
entry(size_t i)
{
	struct span name = span_str(made[i].name);
	bool directory = name.p[name.n - 1] == '/';

	name.n -= directory;
	return (struct file_entry){ name, directory, made[i].size,
		made[i].mtime_s };
}

static void
test_orders(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		char names[128] = "";
		struct listing_roster r;

		listing_roster_init(&r, room, sizeof room);
		for (size_t k = 0; k < COUNT(made); k++) {
			struct file_entry e = entry(k);

			(void)listing_roster_add(&r, &e);
		}
		listing_roster_sort(&r, cases[i].key, cases[i].order);
		for (size_t k = 0; k < r.n; k++) {
			struct file_entry e = listing_roster_at(&r, k);

			snprintf(names + strlen(names),
			    sizeof names - strlen(names), "%s%.*s%s",
			    k > 0 ? " " : "", (int)e.name.n, e.name.p,
			    e.directory ? "/" : "");
		}
		OK(strcmp(names, cases[i].names) == 0, "%s: %s", cases[i].why,
		    shown(span_str(names)));
	}
}

/* The last entry fits exactly; one more is refused and changes nothing. */
static void
test_room(void)
{
	size_t one = 24 + 10; /* an item and its name */
	struct file_entry e = { SPAN("0123456789"), false, 7, 8 }, got;
	struct listing_roster r;
	size_t n = 0;

	listing_roster_init(&r, room, 5 * one);
	while (n < 100 && listing_roster_add(&r, &e))
		n++;
	OK(n == 5 && r.n == 5, "a room of five holds five: %zu", n);
	got = listing_roster_at(&r, 4);
	OK(span_eq(got.name, e.name) && got.size == 7 && got.mtime_s == 8,
	    "and the last of them is whole");
	listing_roster_init(&r, room, 5 * one - 1);
	for (n = 0; n < 100 && listing_roster_add(&r, &e); n++)
		;
	OK(n == 4, "a byte less holds four");
	listing_roster_init(&r, room, 0);
	OK(!listing_roster_add(&r, &e), "no room holds none");
	listing_roster_sort(&r, LISTING_BY_NAME, LISTING_UP);
	OK(r.n == 0, "and none are sorted");
}

/* Many entries, added in the orders that a small generator makes. */
static void
test_many(void)
{
	uint32_t x = 1;
	bool good = true;

	for (size_t n = 1; n < 300; n++) {
		struct listing_roster r;

		listing_roster_init(&r, room, sizeof room);
		for (size_t i = 0; i < n; i++) {
			struct file_entry e = { SPAN("x"), false, 0, 0 };

			x = x * 1103515245 + 12345;
			e.size = x >> 16 & 63;
			(void)listing_roster_add(&r, &e);
		}
		listing_roster_sort(&r, LISTING_BY_SIZE, LISTING_UP);
		good = good && r.n == n;
		for (size_t i = 1; i < r.n; i++)
			good = good && listing_roster_at(&r, i - 1).size <=
					   listing_roster_at(&r, i).size;
	}
	OK(good, "rosters of 1 to 299 are in order, and whole");
}

int
main(void)
{
	test_orders();
	test_room();
	test_many();
	return DONE();
}
