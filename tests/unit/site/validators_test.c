#define _GNU_SOURCE
#include "site/validators.h"

#include "unit/test.h"

#define S_NS INT64_C(1000000000)
#define MS_NS INT64_C(1000000)
#define NOW (INT64_C(1795000000) * S_NS + 123456789)
#define OLD (NOW - 86400 * S_NS)
#define Y1980 (INT64_C(315532800) * S_NS)

/*
 * RFC 9110 8.8.1: a tag is strong only if no later change can have the same
 * tag.
 */
static const struct {
	const char *why;
	int64_t mtime, ctime;
	bool weak, modified_strong;
} cases[] = {
	{ "a file of long ago", OLD, OLD, false, true },
	{ "written now", NOW, NOW, true, false },
	{ "within a tick", NOW - 19 * MS_NS, NOW - 19 * MS_NS, true, false },
	{ "within the second (8.8.2.2)", NOW - 999 * MS_NS, NOW - 999 * MS_NS,
	    true, false },
	{ "a second ago", NOW - S_NS, NOW - S_NS, false, true },
	{ "dated back within this tick", OLD, NOW - 19 * MS_NS, true, false },
	{ "dated back before it", OLD, NOW - 20 * MS_NS, false, true },
	{ "dated to 1970 within this tick", 0, NOW, true, false },
	{ "dated to 1970 before it", 0, NOW - 20 * MS_NS, false, true },
	{ "dated to 1970 long ago", 0, OLD, false, true },
	{ "no more than seconds, just now", NOW - 123456789, NOW - 123456789,
	    true, false },
	{ "no more than seconds, within those of FAT",
	    NOW - 123456789 - 2 * S_NS, NOW - 123456789 - 2 * S_NS, true,
	    false },
	{ "no more than seconds, before", NOW - 123456789 - 3 * S_NS,
	    NOW - 123456789 - 3 * S_NS, false, true },
	{ "stored just now", NOW - 3, NOW - 4 * MS_NS, false, false },
	{ "stored, and long on its way to the disk", NOW - 9 * S_NS, NOW, false,
	    true },
	{ "from the future", NOW + S_NS, NOW + S_NS, true, false },
	{ "set to the future and stored", NOW + S_NS, NOW, false, false },
	{ "an image without times", 0, 0, true, false },
	{ "an image of 1980", Y1980, Y1980, true, false },
	{ "before 1970", -S_NS - 1, -S_NS - 1, true, false },
	{ "no time of change is told", OLD, 0, false, true },
	{ "the ends of time", INT64_MIN, INT64_MAX, true, false },
	{ "and the other way round", INT64_MAX, INT64_MIN, false, false },
};

static void
test_strength(void)
{
	char room[ETAG_MAX];
	struct validators v;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct file_facts f = { .kind = FILE_REGULAR,
			.mtime_ns = cases[i].mtime,
			.ctime_ns = cases[i].ctime };

		validators_make(&f, NOW, room, &v);
		OK(v.etag.weak == cases[i].weak, "%s: %s", cases[i].why,
		    cases[i].weak ? "weak" : "strong");
		OK(v.modified_strong == cases[i].modified_strong,
		    "%s: its date is %s", cases[i].why,
		    cases[i].modified_strong ? "strong" : "weak");
	}
}

/* True if a file and another one, each at its time, have the same tag. */
static bool
same(const struct file_facts *a, int64_t now_a, const struct file_facts *b,
    int64_t now_b)
{
	char room[2][ETAG_MAX];
	struct validators v[2];

	validators_make(a, now_a, room[0], &v[0]);
	validators_make(b, now_b, room[1], &v[1]);
	return etag_weak_match(&v[0].etag, &v[1].etag);
}

/* 8.8.1: a tag stands for one state of the file. */
static void
test_differences(void)
{
	const struct file_facts f = { .size = 0x12,
		.inode = 0x3,
		.device = 0x45,
		.mtime_ns = OLD,
		.ctime_ns = OLD };
	struct file_facts g = f, young = f;

	OK(same(&f, NOW, &g, NOW + 1), "the same file, later");
	g.ctime_ns++;
	OK(!same(&f, NOW, &g, NOW), "changed, and its time put back");
	g = f;
	g.mtime_ns++;
	OK(!same(&f, NOW, &g, NOW), "another time of modification");
	g = f;
	g.mtime_ns++;
	g.ctime_ns++;
	OK(!same(&f, NOW, &g, NOW), "both later by as much");
	g = f;
	g.device++;
	OK(!same(&f, NOW, &g, NOW), "another device");
	g = f;
	g.inode++;
	OK(!same(&f, NOW, &g, NOW), "another inode");
	g = f;
	g.size++;
	OK(!same(&f, NOW, &g, NOW), "another size");
	g = f;
	g.device = 0x4;
	g.inode = 0x53;
	OK(!same(&f, NOW, &g, NOW), "numbers do not run into each other");
	young.ctime_ns = NOW;
	OK(!same(&young, NOW, &young, NOW + MS_NS),
	    "what may change within this tick has another tag each time");
	OK(same(&young, NOW + S_NS, &young, NOW + 2 * S_NS),
	    "and one tag once that is over");
}

int
main(void)
{
	test_strength();
	test_differences();
	return DONE();
}
