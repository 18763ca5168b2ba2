/*
 * record -- named values on one line, which can be parsed again.
 *
 *	RS NAME=value US NAME=value US ... LF
 *
 * The line starts with the byte RS (0x1e), which no plain message contains, so
 * that records and messages can share a pipe.  US (0x1f) separates the fields.
 * A name is a valid field name of the journal: A to Z, 0 to 9 and _, starting
 * with a letter, at most 64 characters.  A value is printable ASCII: a
 * backslash is doubled, and every byte below 0x20 or above 0x7e is written as
 * \xHH.  A value is therefore safe to print, and record_value restores its
 * bytes.
 *
 *	struct span fields, name, value;
 *
 *	if (!record_open(line, &fields))
 *		it is a message
 *	while ((answer = record_next(&fields, &name, &value)) == RECORD_FIELD)
 *		"HTTP_STATUS" and "200"
 *	if (answer == RECORD_BAD)
 *		it was not written by record_put
 */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include "base/text.h"

#define RECORD_NAME_MAX 64

/* Appends the start, or the end, of a line. */
void record_begin(struct text *);
void record_end(struct text *);

/*
 * Appends one field.  A value that would take more than `room` bytes (at least
 * 8) is cut, and ends in three dots.
 */
void record_put(
    struct text *, struct span name, struct span value, size_t room);

/* Returns false if the line is not a record.  The LF may be missing. */
bool record_open(struct span line, struct span *fields);

enum record_answer { RECORD_FIELD, RECORD_END, RECORD_BAD };

/* Takes the first field off *fields; its value is still escaped. */
enum record_answer record_next(
    struct span *fields, struct span *name, struct span *value);

/*
 * Appends the unescaped value, which is never longer than the value itself.
 * Returns false if the value is malformed.
 */
bool record_value(struct text *, struct span value);

#endif
