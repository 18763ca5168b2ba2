/*
 * Archives for the tests: a table of paths, whose entries are added in the way
 * that server/archive_gather adds those that it reads.
 */
#ifndef UNIT_SITE_ARCHIVE_MADE_H
#define UNIT_SITE_ARCHIVE_MADE_H

#include "site/archive_piece.h"

#include <string.h>

#define NOW_NS (INT64_C(1700000000) * 1000000000)
#define THEN_S INT64_C(1600000001)

/*
 * A slash at the end of the path marks a directory, and "*" before it a
 * program.
 */
struct made {
	const char *path;
	uint64_t size;
	int64_t mtime_s;
};

static inline struct file_facts
made_facts(const struct made *m, size_t i)
{
	size_t n = strlen(m->path);
	bool directory = n == 0 || m->path[n - 1] == '/';

	return (struct file_facts){ .kind = directory ? FILE_DIRECTORY
						      : FILE_REGULAR,
		.size = m->size,
		.inode = 100 + i,
		.device = 3,
		.executable = *m->path == '*',
		.mtime_ns = m->mtime_s * 1000000000,
		.ctime_ns = THEN_S * 1000000000 + 5 };
}

/* Adds the paths that lie directly in the directory. */
static inline bool
made_directory(struct archive *a, const struct archive_member *d,
    const struct made *made, size_t n)
{
	struct file_facts facts = { .kind = FILE_DIRECTORY,
		.inode = d->record };

	if (!archive_begin(a, d, &facts))
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *path = made[i].path + (*made[i].path == '*');
		struct span rest = span_str(path);

		facts = made_facts(&made[i], i);
		if (rest.n > 0 && rest.p[rest.n - 1] == '/')
			rest.n--;
		if (!span_starts(rest, d->file) || rest.n == d->file.n)
			continue;
		rest = span_from(rest, d->file.n);
		if (memchr(rest.p, '/', rest.n) == NULL &&
		    !archive_add(a, rest, &facts, NOW_NS))
			return false;
	}
	archive_end(a);
	return true;
}

/* Makes the archive; returns false if it does not fit into the room. */
static inline bool
made_archive(struct archive *a, enum archive_format format, const char *top,
    const struct made *made, size_t n, void *room, size_t room_n)
{
	static const struct made directory = { "/", 0, THEN_S };
	struct file_facts facts = made_facts(&directory, 99);
	struct archive_cursor cursor;
	struct archive_member m;

	archive_init(a, format, room, room_n);
	if (!archive_add_top(a, span_str(top), &facts, NOW_NS))
		return false;
	archive_cursor_begin(&cursor, a);
	while (archive_cursor_next(&cursor, &m))
		if (m.directory && !made_directory(a, &m, made, n))
			return false;
	archive_piece_measure(a, NOW_NS);
	return true;
}

#endif
