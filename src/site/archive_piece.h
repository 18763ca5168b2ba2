/*
 * archive_piece -- which bytes stand at an offset of an archive.
 *
 * An archive consists of pieces one after the other: the head, the data and
 * the tail of each member; then in a zip an entry for each member; and an end.
 * Data is read from the file, and all else is made of the list alone.  So any
 * range can be sent without what is before it:
 *
 *	archive_piece_measure(&a, now_ns);
 *	archive_piece_seek(&at, &a, offset);
 *	while (archive_piece_next(&at))
 *		if (at.part == ARCHIVE_DATA)
 *			read at.length bytes of the file at.member
 *		else {
 *			if (archive_piece_needs_sum(&at))
 *				find at.member's sum, archive_piece_set_sum
 *			archive_piece_put(&t, &at);
 *		}
 */
#ifndef SITE_ARCHIVE_PIECE_H
#define SITE_ARCHIVE_PIECE_H

#include "site/archive.h"

enum archive_part {
	ARCHIVE_HEAD,
	ARCHIVE_DATA,
	ARCHIVE_TAIL,
	ARCHIVE_ENTRY,
	ARCHIVE_END
};

/* The most bytes that archive_piece_put appends. */
#define ARCHIVE_PIECE (LIMIT_PATH + 8 * 512)

struct archive_piece {
	struct archive *archive;
	enum archive_part part;
	uint64_t first, length; /* the place of the piece in the archive */
	struct archive_member member;
	bool begun;
	uint64_t from;  /* begin with the piece that holds this byte */
	uint64_t local; /* with ARCHIVE_ENTRY: the offset of the head */
	struct archive_cursor cursor;
};

/* Sets the length of the archive, and completes its description. */
void archive_piece_measure(struct archive *, int64_t now_ns);

/*
 * Starts before the piece that holds the byte at the offset, which is less than
 * the length.
 */
void archive_piece_seek(
    struct archive_piece *, struct archive *, uint64_t offset);

/* Moves to the next piece, which is not empty.  Returns false at the end. */
bool archive_piece_next(struct archive_piece *);

/* Returns true if the piece holds a sum that is not known yet. */
bool archive_piece_needs_sum(const struct archive_piece *);

/* Notes the sum of the file, for this piece and for later ones. */
void archive_piece_set_sum(struct archive_piece *, uint32_t crc);

/* Appends the piece, which is not ARCHIVE_DATA. */
void archive_piece_put(struct text *, const struct archive_piece *);

#endif
