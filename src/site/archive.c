#include "site/archive.h"

#include "base/sha2.h"
#include "http/date.h"
#include "http/disposition.h"
#include "site/validators.h"

#include <string.h>

/*
 * A record has a byte of flags, the length of the name, and numbers with their
 * lowest byte first.  The name follows.
 */
enum { IS_DIRECTORY = 1, IS_EXECUTABLE = 2, IS_SUMMED = 4, IS_MARK = 128 };
#define AT_SIZE 2
#define AT_TIME 8
#define AT_STATE 13
#define AT_SUM 19
#define RECORD 19
#define SUM 4

/*
 * The time is stored in seconds since about the year -15 450, so that it is not
 * negative.
 */
#define TIME_BIAS (INT64_C(1) << 39)

/*
 * A mark stands before the members of a directory.  It names the mark of the
 * directory above, and the device and inode of this one.  In place of its size,
 * the record of the directory has the place of the mark in the order.
 */
#define AT_ABOVE 1
#define AT_DEVICE 5
#define AT_INODE 13
#define MARK 21
#define NO_MARK UINT32_MAX

static void
put(unsigned char *p, uint64_t v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++, v >>= 8)
		p[i] = (unsigned char)v;
}

static uint64_t
get(const unsigned char *p, unsigned bytes)
{
	uint64_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | p[bytes];
	return v;
}

enum archive_format
archive_asked(struct span query)
{
	enum archive_format format = ARCHIVE_NOT;
	bool more = query.n > 0;
	struct span word;

	while (more) {
		more = span_cut(query, '&', &word, &query);
		if (span_eq(word, SPAN("archive=tar")))
			format = ARCHIVE_TAR;
		else if (span_eq(word, SPAN("archive=zip")))
			format = ARCHIVE_ZIP;
	}
	return format;
}

void
archive_init(
    struct archive *a, enum archive_format format, void *room, size_t room_n)
{
	memset(a, 0, sizeof *a);
	a->format = format;
	a->room = room;
	a->room_n = room_n - room_n % sizeof(uint32_t);
	a->mark = NO_MARK;
	a->newest_ns = INT64_MIN;
}

/* Returns where place i of the order lies. */
static unsigned char *
place(const struct archive *a, size_t i)
{
	return a->room + a->room_n - (i + 1) * sizeof(uint32_t);
}

static size_t
record_at(const struct archive *a, size_t i)
{
	return (size_t)get(place(a, i), sizeof(uint32_t));
}

/* Returns a new record of n bytes, the last of the order; NULL without room. */
static unsigned char *
grow(struct archive *a, size_t n)
{
	size_t order = (a->n + 1) * sizeof(uint32_t);
	unsigned char *p = a->room + a->used;

	if (order > a->room_n - a->used || n > a->room_n - a->used - order)
		return NULL;
	put(place(a, a->n), a->used, sizeof(uint32_t));
	a->n++;
	a->used += n;
	return p;
}

uint64_t
archive_state(const struct file_facts *f, int64_t now_ns, bool *weak)
{
	unsigned char digest[SHA2_MOST];
	struct validators v;
	char room[ETAG_MAX];
	struct sha2 hash;

	validators_make(f, now_ns, room, &v);
	*weak = *weak || v.etag.weak;
	sha2_init(&hash, SHA2_256);
	sha2_feed(&hash, v.etag.opaque);
	(void)sha2_end(&hash, digest);
	return get(digest, sizeof(uint64_t));
}

static size_t
head_of(const struct archive *a, bool directory)
{
	return RECORD + (a->format == ARCHIVE_ZIP && !directory ? SUM : 0);
}

static int64_t
clamp(int64_t time_s)
{
	if (time_s < -TIME_BIAS)
		return -TIME_BIAS;
	return time_s < TIME_BIAS ? time_s : TIME_BIAS - 1;
}

static void
note_newest(struct archive *a, const struct file_facts *f)
{
	if (f->mtime_ns > a->newest_ns)
		a->newest_ns = f->mtime_ns;
	if (f->ctime_ns > a->newest_ns)
		a->newest_ns = f->ctime_ns;
}

bool
archive_add(struct archive *a, struct span name, const struct file_facts *f,
    int64_t now_ns)
{
	bool directory = f->kind == FILE_DIRECTORY;
	size_t head = head_of(a, directory);
	uint64_t size = directory ? 0 : f->size;
	unsigned char *p;

	if (name.n > UINT8_MAX || size > ARCHIVE_FILE_MOST - a->content)
		return false;
	p = grow(a, head + name.n);
	if (p == NULL)
		return false;
	p[0] = (unsigned char)((directory ? IS_DIRECTORY : 0) |
			       (f->executable ? IS_EXECUTABLE : 0));
	p[1] = (unsigned char)name.n;
	put(p + AT_SIZE, size, 6);
	put(p + AT_TIME, (uint64_t)(clamp(date_of_ns(f->mtime_ns)) + TIME_BIAS),
	    5);
	put(p + AT_STATE, archive_state(f, now_ns, &a->weak), 6);
	if (head > RECORD)
		put(p + AT_SUM, 0, SUM);
	memcpy(p + head, name.p, name.n);
	a->members++;
	a->content += size;
	note_newest(a, f);
	return true;
}

bool
archive_add_top(struct archive *a, struct span name, const struct file_facts *f,
    int64_t now_ns)
{
	return archive_add(a, name, f, now_ns);
}

static struct span
name_of(const struct archive *a, const unsigned char *p)
{
	return (struct span){
		(const char *)p + head_of(a, (p[0] & IS_DIRECTORY) != 0), p[1]
	};
}

bool
archive_begin(struct archive *a, const struct archive_member *m,
    const struct file_facts *f)
{
	size_t mark = a->used;
	unsigned char *p = grow(a, MARK);

	if (p == NULL)
		return false;
	p[0] = IS_MARK;
	put(p + AT_ABOVE, m->mark, 4);
	put(p + AT_DEVICE, f->device, 8);
	put(p + AT_INODE, f->inode, 8);
	put(a->room + m->record + AT_SIZE, a->n - 1, 6);
	a->mark = mark;
	a->first = a->n;
	return true;
}

bool
archive_is_above(const struct archive *a, const struct file_facts *f)
{
	for (size_t at = a->mark; at != NO_MARK;
	     at = (size_t)get(a->room + at + AT_ABOVE, 4)) {
		const unsigned char *p = a->room + at;

		if (get(p + AT_DEVICE, 8) == f->device &&
		    get(p + AT_INODE, 8) == f->inode)
			return true;
	}
	return false;
}

/* Returns true if member i of the current directory comes after member k. */
static bool
is_after(const struct archive *a, size_t i, size_t k)
{
	struct span x = name_of(a, a->room + record_at(a, a->first + i));
	struct span y = name_of(a, a->room + record_at(a, a->first + k));
	int c = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);

	return c > 0 || (c == 0 && x.n > y.n);
}

static void
swap(struct archive *a, size_t i, size_t k)
{
	unsigned char *x = place(a, a->first + i), *y = place(a, a->first + k);
	uint64_t t = get(x, sizeof(uint32_t));

	memcpy(x, y, sizeof(uint32_t));
	put(y, t, sizeof(uint32_t));
}

/* Lets item i sink to its place in the heap of n, which has the last on top. */
static void
sink(struct archive *a, size_t i, size_t n)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && is_after(a, child + 1, child))
			child++;
		if (!is_after(a, child, i))
			return;
		swap(a, i, child);
	}
}

void
archive_end(struct archive *a)
{
	size_t n = a->n - a->first;

	for (size_t i = n / 2; i > 0; i--)
		sink(a, i - 1, n);
	for (; n > 1; n--) {
		swap(a, 0, n - 1);
		sink(a, 0, n - 1);
	}
}

void
archive_set_sum(struct archive *a, size_t record, uint32_t crc)
{
	unsigned char *p = a->room + record;

	p[0] |= IS_SUMMED;
	put(p + AT_SUM, crc, SUM);
}

void
archive_cursor_begin(struct archive_cursor *c, const struct archive *a)
{
	c->archive = a;
	c->came = false;
	c->depth = 0;
	c->level[0].next = c->level[0].prefix = 0;
	c->level[0].mark = NO_MARK;
}

static void
describe(struct archive_cursor *c, size_t record, struct archive_member *m)
{
	const unsigned char *p = c->archive->room + record;
	bool directory = (p[0] & IS_DIRECTORY) != 0;
	struct text t = { c->path, sizeof c->path, c->level[c->depth].prefix };
	size_t top;

	text_put(&t, name_of(c->archive, p));
	if (directory)
		text_char(&t, '/');
	text_char(&t, '\0');
	LIMIT_CHECK(text_fits(&t));
	*m = (struct archive_member){ .path = { t.p, t.n - 1 },
		.directory = directory,
		.executable = (p[0] & IS_EXECUTABLE) != 0,
		.size = directory ? 0 : get(p + AT_SIZE, 6),
		.mtime_s = (int64_t)get(p + AT_TIME, 5) - TIME_BIAS,
		.state = get(p + AT_STATE, 6),
		.summed = (p[0] & IS_SUMMED) != 0,
		.record = record,
		.mark = c->level[c->depth].mark,
		.depth = c->depth };
	if (m->summed)
		m->crc = (uint32_t)get(p + AT_SUM, SUM);
	for (top = 0; top < m->path.n && m->path.p[top] != '/';)
		top++;
	m->file = span_from(m->path, top < m->path.n ? top + 1 : top);
}

/* Goes down to the members of the member that came last, if it has any. */
static void
descend(struct archive_cursor *c)
{
	const struct archive *a = c->archive;
	size_t record, mark;

	record = record_at(a, c->level[c->depth].next - 1);
	if (!(a->room[record] & IS_DIRECTORY))
		return;
	mark = (size_t)get(a->room + record + AT_SIZE, 6);
	if (mark == 0)
		return; /* the directory has not been read */
	LIMIT_CHECK(c->depth + 1 < ARCHIVE_LEVELS);
	c->level[c->depth + 1].next = (uint32_t)mark + 1;
	c->level[c->depth + 1].mark = (uint32_t)record_at(a, mark);
	c->level[c->depth + 1].prefix =
	    c->level[c->depth].prefix + (uint32_t)a->room[record + 1] + 1;
	c->depth++;
}

bool
archive_cursor_next(struct archive_cursor *c, struct archive_member *m)
{
	const struct archive *a = c->archive;

	if (c->came)
		descend(c);
	for (;;) {
		uint32_t next = c->level[c->depth].next;

		if (next < a->n && !(a->room[record_at(a, next)] & IS_MARK)) {
			c->level[c->depth].next++;
			c->came = true;
			describe(c, record_at(a, next), m);
			return true;
		}
		if (c->depth == 0)
			return false;
		c->depth--;
	}
}

/*
 * Makes the tag of everything that shows in the archive or tells two of its
 * states apart.
 */
static void
put_tag(struct archive *a, int64_t now_ns)
{
	unsigned char digest[SHA2_MOST], number[8];
	struct text t = TEXT(a->etag);
	struct archive_cursor c;
	struct archive_member m;
	struct sha2 hash;

	sha2_init(&hash, SHA2_256);
	archive_cursor_begin(&c, a);
	while (archive_cursor_next(&c, &m)) {
		const unsigned char *p = a->room + m.record;

		sha2_feed(&hash, m.path);
		number[0] = '\0';
		number[1] = p[0] & (unsigned char)~IS_SUMMED;
		sha2_feed(&hash, (struct span){ (const char *)number, 2 });
		sha2_feed(&hash, (struct span){ (const char *)p + AT_SIZE,
				     RECORD - AT_SIZE });
	}
	put(number, a->weak ? (uint64_t)now_ns : 0, 8);
	sha2_feed(&hash, (struct span){ (const char *)number, 8 });
	(void)sha2_end(&hash, digest);
	text_put(
	    &t, a->format == ARCHIVE_TAR ? SPAN("\"tar-") : SPAN("\"zip-"));
	text_hex_bytes(&t, digest, 16);
	text_char(&t, '"');
	a->validators.etag = (struct etag){ TEXT_SPAN(t), a->weak };
}

void
archive_describe(struct archive *a, int64_t now_ns)
{
	struct archive_cursor c;
	struct archive_member m;
	struct text name = TEXT(a->name), field = TEXT(a->disposition);

	archive_cursor_begin(&c, a);
	if (archive_cursor_next(&c, &m))
		text_put(&name, (struct span){ m.path.p, m.path.n - 1 });
	text_put(&name, a->format == ARCHIVE_TAR ? SPAN(".tar") : SPAN(".zip"));
	a->file = TEXT_SPAN(name);
	disposition_put_attachment(&field, a->file);
	LIMIT_CHECK(text_fits(&name) && text_fits(&field));
	a->attachment = TEXT_SPAN(field);
	put_tag(a, now_ns);
	a->validators.modified =
	    date_of_ns(a->newest_ns < now_ns ? a->newest_ns : now_ns);
	a->validators.modified_strong = false;
}
