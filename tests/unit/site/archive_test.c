/*
 * The members of an archive: their order, their names, and the tag of all.
 */
#define _GNU_SOURCE
#include "site/archive.h"

#include "unit/site/archive_made.h"
#include "unit/test.h"

static _Alignas(8) unsigned char room[1 << 16];

static const struct made base[] = {
	{ "b", 2, THEN_S },
	{ "sub/", 0, THEN_S },
	{ "a", 70, THEN_S },
	{ "sub/deep/", 0, THEN_S },
	{ "*run", 1, THEN_S },
	{ "sub/x", 0, -5 },
	{ "sub/deep/y", 9, THEN_S },
	{ "e/", 0, THEN_S },
	{ "ab", 3, THEN_S },
};

static void
test_order(void)
{
	char got[512],
	    want[] = "top/:0 top/a:1 top/ab:1 top/b:1 top/e/:1 top/run:1 "
		     "top/sub/:1 top/sub/deep/:2 top/sub/deep/y:3 top/sub/x:2 ";
	struct text t = TEXT(got);
	struct archive_cursor c;
	struct archive_member m;
	struct archive a;

	(void)made_archive(
	    &a, ARCHIVE_TAR, "top", base, COUNT(base), room, sizeof room);
	archive_cursor_begin(&c, &a);
	while (archive_cursor_next(&c, &m)) {
		text_put(&t, m.path);
		text_char(&t, ':');
		text_u64(&t, m.depth);
		text_char(&t, ' ');
	}
	OK(span_eq(TEXT_SPAN(t), span_str(want)),
	    "by the bytes of the names, and below a directory before the next: "
	    "%s",
	    shown(TEXT_SPAN(t)));
	OK(a.members == COUNT(base) + 1 && a.content == 85,
	    "members and bytes are counted");
}

static void
test_member(void)
{
	struct archive_cursor c;
	struct archive_member m;
	struct archive a;

	(void)made_archive(
	    &a, ARCHIVE_ZIP, "top", base, COUNT(base), room, sizeof room);
	archive_cursor_begin(&c, &a);
	while (archive_cursor_next(&c, &m))
		if (span_eq(m.file, SPAN("run")))
			OK(m.executable && !m.directory && m.size == 1 &&
				m.mtime_s == THEN_S && !m.summed,
			    "a program is as it was found");
		else if (span_eq(m.file, SPAN("sub/x"))) {
			OK(m.mtime_s == -5, "a time before 1970 is kept");
			archive_set_sum(&a, m.record, 0xfedcba98);
		}
	archive_cursor_begin(&c, &a);
	while (archive_cursor_next(&c, &m))
		if (span_eq(m.file, SPAN("sub/x")))
			OK(m.summed && m.crc == 0xfedcba98, "a sum is kept");
}

static const struct {
	const char *why;
	size_t which;
	struct made instead;
} changes[] = {
	{ "another name", 0, { "c", 2, THEN_S } },
	{ "another size", 0, { "b", 3, THEN_S } },
	{ "another time", 0, { "b", 2, THEN_S - 1 } },
	{ "other rights", 0, { "*b", 2, THEN_S } },
	{ "a directory in place of a file", 0, { "b/", 0, THEN_S } },
};

static void
test_tag(void)
{
	struct made other[COUNT(base)];
	struct archive a, b;

	(void)made_archive(
	    &a, ARCHIVE_TAR, "top", base, COUNT(base), room, sizeof room);
	OK(!a.validators.etag.weak, "the tag is strong");
	(void)made_archive(
	    &b, ARCHIVE_TAR, "top", base, COUNT(base), room, sizeof room);
	OK(span_eq(a.validators.etag.opaque, b.validators.etag.opaque),
	    "the same members have the same tag: %s",
	    shown(a.validators.etag.opaque));
	for (size_t i = 0; i < COUNT(changes); i++) {
		memcpy(other, base, sizeof base);
		other[changes[i].which] = changes[i].instead;
		(void)made_archive(&b, ARCHIVE_TAR, "top", other, COUNT(other),
		    room, sizeof room);
		OK(!span_eq(a.validators.etag.opaque, b.validators.etag.opaque),
		    "another tag: %s", changes[i].why);
	}
	(void)made_archive(
	    &b, ARCHIVE_TAR, "top", base, COUNT(base) - 1, room, sizeof room);
	OK(!span_eq(a.validators.etag.opaque, b.validators.etag.opaque),
	    "another tag: a member less");
	(void)made_archive(
	    &b, ARCHIVE_ZIP, "top", base, COUNT(base), room, sizeof room);
	OK(!span_eq(a.validators.etag.opaque, b.validators.etag.opaque),
	    "another tag: another format");
	memcpy(other, base, sizeof base);
	other[0].mtime_s = NOW_NS / 1000000000;
	(void)made_archive(
	    &b, ARCHIVE_TAR, "top", other, COUNT(other), room, sizeof room);
	OK(b.validators.etag.weak,
	    "weak, if a member might change again in the same tick (8.8.1)");
}

static void
test_room(void)
{
	struct file_facts f = { .kind = FILE_REGULAR };
	char name[300];
	struct archive a;
	bool fits = false;

	for (size_t n = 0; n < 300; n++)
		fits =
		    fits ||
		    made_archive(&a, ARCHIVE_ZIP, "top", base, COUNT(base),
			(void *)(uintptr_t)guarded_n((const char *)room, n).p,
			n);
	OK(!fits, "a room that is too small is never left");
	archive_init(&a, ARCHIVE_TAR, room, sizeof room);
	memset(name, 'x', sizeof name);
	OK(archive_add(&a, (struct span){ name, 255 }, &f, NOW_NS),
	    "the longest name");
	OK(!archive_add(&a, (struct span){ name, 256 }, &f, NOW_NS),
	    "no longer one");
	f.size = ARCHIVE_FILE_MOST;
	OK(archive_add(&a, SPAN("x"), &f, NOW_NS), "the longest file");
	f.size = 1;
	OK(!archive_add(&a, SPAN("y"), &f, NOW_NS), "no byte more in all");
}

static void
test_above(void)
{
	struct file_facts outer = { .kind = FILE_DIRECTORY, .inode = 1 };
	struct file_facts inner = { .kind = FILE_DIRECTORY, .inode = 2 };
	struct file_facts other = { .kind = FILE_DIRECTORY, .inode = 3 };
	struct archive_cursor c;
	struct archive_member m;
	struct archive a;

	archive_init(&a, ARCHIVE_TAR, room, sizeof room);
	(void)archive_add_top(&a, SPAN("top"), &outer, NOW_NS);
	archive_cursor_begin(&c, &a);
	(void)archive_cursor_next(&c, &m);
	(void)archive_begin(&a, &m, &outer);
	(void)archive_add(&a, SPAN("in"), &inner, NOW_NS);
	(void)archive_add(&a, SPAN("ot"), &other, NOW_NS);
	archive_end(&a);
	(void)archive_cursor_next(&c, &m);
	(void)archive_begin(&a, &m, &inner);
	OK(archive_is_above(&a, &outer) && archive_is_above(&a, &inner),
	    "a link to a directory that contains it would never end");
	OK(!archive_is_above(&a, &other), "one beside it is none of them");
	inner.device = 1;
	OK(!archive_is_above(&a, &inner), "nor is one on another device");
}

static const struct {
	const char *query;
	enum archive_format format;
} queries[] = {
	{ "archive=tar", ARCHIVE_TAR },
	{ "archive=zip", ARCHIVE_ZIP },
	{ "sort=name&archive=zip&x", ARCHIVE_ZIP },
	{ "archive=zip&archive=tar", ARCHIVE_TAR },
	{ "archive", ARCHIVE_NOT },
	{ "archive=rar", ARCHIVE_NOT },
	{ "archive=tar.gz", ARCHIVE_NOT },
	{ "", ARCHIVE_NOT },
};

int
main(void)
{
	struct archive a;

	for (size_t i = 0; i < COUNT(queries); i++)
		OK(archive_asked(guarded(queries[i].query)) ==
			queries[i].format,
		    "the query \"%s\"", queries[i].query);
	test_order();
	test_member();
	test_tag();
	test_room();
	test_above();
	(void)made_archive(&a, ARCHIVE_ZIP, "gr\xc3\xbcn", base, COUNT(base),
	    room, sizeof room);
	OK(span_eq(a.file, SPAN("gr\xc3\xbcn.zip")) &&
		span_eq(
		    a.attachment, SPAN("attachment; filename=\"gr__n.zip\"; "
				       "filename*=UTF-8''gr%C3%BCn.zip")),
	    "the name of the file (6266 4.3): %s", shown(a.attachment));
	OK(a.validators.modified == THEN_S ||
		a.validators.modified == NOW_NS / 1000000000,
	    "Last-Modified is the newest time, and never later than Date");
	return DONE();
}
