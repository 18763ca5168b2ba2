/*
 * Archives.  Choices: the format, and for each member a length of its name, its
 * kind, size and time; the names are the rest of the input.
 */
#include "site/archive_piece.h"

#include "fuzz/fuzz.h"

#define NOW_NS (INT64_C(1700000000) * 1000000000)

static _Alignas(8) unsigned char room[4096];

static struct file_facts
choose_facts(struct span *in, bool *executable)
{
	static const uint64_t sizes[] = { 0, 1, 511, 512, 0xfffffffe,
		0xffffffff, (uint64_t)1 << 33, ((uint64_t)1 << 47) };
	static const int64_t times[] = { 0, -1, INT32_MAX, INT64_MIN, INT64_MAX,
		NOW_NS, NOW_NS / 2, 1 };
	unsigned c = choose(in);

	*executable = c & 128;
	return (struct file_facts){
		.kind = c & 64 ? FILE_DIRECTORY : FILE_REGULAR,
		.size = sizes[c & 7],
		.inode = c,
		.mtime_ns = times[c >> 3 & 7],
	};
}

/* Takes a name off the input: any bytes but NUL and a slash. */
static bool
take_name(struct span *in, struct span *name)
{
	size_t n = choose(in);

	n = n < in->n ? n : in->n;
	*name = (struct span){ in->p, n };
	*in = span_from(*in, n);
	return n > 0 && memchr(name->p, '/', n) == NULL &&
	       memchr(name->p, '\0', n) == NULL;
}

static bool
fill(struct archive *a, struct span *in)
{
	static struct archive_cursor cursor;
	struct archive_member m;
	struct span name;
	bool executable;

	archive_cursor_begin(&cursor, a);
	while (archive_cursor_next(&cursor, &m)) {
		struct file_facts f = { .kind = FILE_DIRECTORY };

		if (!m.directory || m.depth > 30)
			continue;
		MUST(m.path.n > 0 && m.path.p[m.path.n - 1] == '/');
		if (!archive_begin(a, &m, &f))
			return false;
		for (unsigned n = choose(in) % 8; n > 0 && in->n > 0; n--) {
			f = choose_facts(in, &executable);
			f.executable = executable;
			if (take_name(in, &name) &&
			    !archive_add(a, name, &f, NOW_NS))
				return false;
		}
		archive_end(a);
	}
	return true;
}

/*
 * Every piece begins where the one before ended, and has the length that it
 * announces.
 */
static void
check(struct archive *a, uint64_t offset)
{
	static struct archive_piece at;
	static char buf[ARCHIVE_PIECE];
	uint64_t next = offset;

	archive_piece_seek(&at, a, offset);
	while (archive_piece_next(&at)) {
		struct text t = TEXT(buf);

		MUST(at.length > 0);
		MUST(next == offset ? at.first <= offset : at.first == next);
		next = at.first + at.length;
		MUST(next > offset);
		if (at.part == ARCHIVE_DATA)
			continue;
		archive_piece_put(&t, &at);
		MUST(text_fits(&t) && t.n == at.length);
	}
	MUST(next == a->length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span in = { (const char *)data, n }, top;
	static struct archive a;
	struct file_facts f = { .kind = FILE_DIRECTORY };
	unsigned c = choose(&in);

	archive_init(&a, c & 1 ? ARCHIVE_ZIP : ARCHIVE_TAR, room,
	    sizeof room >> (c >> 1 & 3));
	if (!take_name(&in, &top) || !archive_add_top(&a, top, &f, NOW_NS) ||
	    !fill(&a, &in))
		return 0;
	archive_piece_measure(&a, NOW_NS);
	check(&a, 0);
	check(&a, a.length - 1);
	check(&a, a.length / 2);
	check(&a, a.central);
	return 0;
}
