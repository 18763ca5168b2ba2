#include "site/archive_piece.h"

#include "site/archive_tar.h"
#include "site/archive_zip.h"

_Static_assert(
    ARCHIVE_TAR_HEAD <= ARCHIVE_PIECE && ARCHIVE_ZIP_MOST <= ARCHIVE_PIECE,
    "there is room for every piece");

/* Two blocks of zeros end a tar. */
#define TAR_END (2 * ARCHIVE_TAR_BLOCK)

static void
put_zeros(struct text *t, uint64_t n)
{
	while (n-- > 0)
		text_char(t, '\0');
}

static uint64_t
head_length(const struct archive *a, const struct archive_member *m)
{
	struct text t = TEXT_MEASURE;

	if (a->format == ARCHIVE_TAR)
		return archive_tar_head(m);
	archive_zip_put_head(&t, m);
	return t.n;
}

static uint64_t
tail_length(const struct archive *a, const struct archive_member *m)
{
	struct text t = TEXT_MEASURE;

	if (a->format == ARCHIVE_TAR)
		return archive_tar_padding(m->size);
	archive_zip_put_tail(&t, m);
	return t.n;
}

static uint64_t
entry_length(const struct archive_member *m, uint64_t offset)
{
	struct text t = TEXT_MEASURE;

	archive_zip_put_entry(&t, m, offset);
	return t.n;
}

static void
put_end(struct text *t, const struct archive *a, uint64_t offset)
{
	if (a->format == ARCHIVE_TAR)
		put_zeros(t, TAR_END);
	else
		archive_zip_put_end(
		    t, a->members, a->central, offset - a->central);
}

static uint64_t
whole_length(const struct archive *a, const struct archive_member *m)
{
	return head_length(a, m) + m->size + tail_length(a, m);
}

void
archive_piece_measure(struct archive *a, int64_t now_ns)
{
	uint64_t at = 0, entries = 0;
	struct text t = TEXT_MEASURE;
	struct archive_cursor cursor;
	struct archive_member m;

	archive_cursor_begin(&cursor, a);
	while (archive_cursor_next(&cursor, &m)) {
		if (a->format == ARCHIVE_ZIP)
			entries += entry_length(&m, at);
		at += whole_length(a, &m);
	}
	a->central = at;
	put_end(&t, a, at + entries);
	a->length = at + entries + t.n;
	archive_describe(a, now_ns);
}

void
archive_piece_seek(struct archive_piece *p, struct archive *a, uint64_t offset)
{
	bool behind = offset >= a->central;

	p->archive = a;
	p->first = behind ? a->central : 0;
	p->length = p->local = 0;
	p->from = offset;
	p->begun = false;
	p->part = !behind                    ? ARCHIVE_HEAD
		  : a->format == ARCHIVE_ZIP ? ARCHIVE_ENTRY
					     : ARCHIVE_END;
	archive_cursor_begin(&p->cursor, a);
}

/* Begins a piece behind the one before. */
static void
begin(struct archive_piece *p, enum archive_part part, uint64_t length)
{
	p->first += p->length;
	p->part = part;
	p->length = length;
}

static bool
next_member(struct archive_piece *p, enum archive_part part)
{
	if (!archive_cursor_next(&p->cursor, &p->member))
		return false;
	begin(p, part,
	    part == ARCHIVE_HEAD ? head_length(p->archive, &p->member)
				 : entry_length(&p->member, p->local));
	return true;
}

static void
begin_end(struct archive_piece *p)
{
	struct text t = TEXT_MEASURE;

	put_end(&t, p->archive, p->first + p->length);
	begin(p, ARCHIVE_END, t.n);
}

/* Begins the entries of a zip after the members, and the end after those. */
static void
next_entry(struct archive_piece *p, bool first)
{
	if (first) {
		p->local = 0;
		archive_cursor_begin(&p->cursor, p->archive);
	} else
		p->local += whole_length(p->archive, &p->member);
	if (p->archive->format == ARCHIVE_TAR || !next_member(p, ARCHIVE_ENTRY))
		begin_end(p);
}

/* Moves one piece on; it may be empty. */
static bool
step(struct archive_piece *p)
{
	switch (p->part) {
	case ARCHIVE_HEAD:
		begin(p, ARCHIVE_DATA, p->member.size);
		return true;
	case ARCHIVE_DATA:
		begin(p, ARCHIVE_TAIL, tail_length(p->archive, &p->member));
		return true;
	case ARCHIVE_TAIL:
		if (!next_member(p, ARCHIVE_HEAD))
			next_entry(p, true);
		return true;
	case ARCHIVE_ENTRY:
		next_entry(p, false);
		return true;
	case ARCHIVE_END:
		break;
	}
	return false;
}

static bool
start(struct archive_piece *p)
{
	p->begun = true;
	if (p->part == ARCHIVE_HEAD)
		return next_member(p, ARCHIVE_HEAD);
	next_entry(p, true);
	return true;
}

bool
archive_piece_next(struct archive_piece *p)
{
	do {
		if (!(p->begun ? step(p) : start(p)))
			return false;
	} while (p->first + p->length <= p->from || p->length == 0);
	p->from = 0;
	return true;
}

bool
archive_piece_needs_sum(const struct archive_piece *p)
{
	return p->archive->format == ARCHIVE_ZIP &&
	       (p->part == ARCHIVE_TAIL || p->part == ARCHIVE_ENTRY) &&
	       p->member.size > 0 && !p->member.summed;
}

void
archive_piece_set_sum(struct archive_piece *p, uint32_t crc)
{
	p->member.crc = crc;
	p->member.summed = true;
	archive_set_sum(p->archive, p->member.record, crc);
}

void
archive_piece_put(struct text *t, const struct archive_piece *p)
{
	const struct archive *a = p->archive;

	switch (p->part) {
	case ARCHIVE_HEAD:
		if (a->format == ARCHIVE_TAR)
			archive_tar_put_head(t, &p->member);
		else
			archive_zip_put_head(t, &p->member);
		return;
	case ARCHIVE_TAIL:
		if (a->format == ARCHIVE_TAR)
			put_zeros(t, p->length);
		else
			archive_zip_put_tail(t, &p->member);
		return;
	case ARCHIVE_ENTRY:
		archive_zip_put_entry(t, &p->member, p->local);
		return;
	case ARCHIVE_END:
		put_end(t, a, p->first);
		return;
	case ARCHIVE_DATA:
		return;
	}
}
