/*
 * record -- named values on one line, that can be told apart again.
 *
 *	RS NAME=value US NAME=value US ... LF
 *
 * The line starts with the byte RS (0x1e), which no message of ours does, so
 * that records and messages can share a pipe; US (0x1f) stands between the
 * fields.  A name is what the journal takes for one: A to Z, 0 to 9 and _,
 * a letter first, at most 64 of them.  A value is printable ASCII, in which
 * a backslash is doubled and every byte below 0x20 or above 0x7e is \xHH:
 * safe to show as it is, and record_value has the bytes back.
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

/* Begins a line, and ends it. */
void record_begin(struct text *);
void record_end(struct text *);

/*
 * One field.  The value is cut where it would take more
 * than room bytes, at least 8, and then ends in three dots.
 */
void record_put(
    struct text *, struct span name, struct span value, size_t room);

/* False if the line is none; its LF may have been taken off already. */
bool record_open(struct span line, struct span *fields);

enum record_answer { RECORD_FIELD, RECORD_END, RECORD_BAD };

/* Takes the first field off *fields; the value is as it was written. */
enum record_answer record_next(
    struct span *fields, struct span *name, struct span *value);

/*
 * Appends the bytes that the value stands for, never more than it has
 * itself; false if it is malformed.
 */
bool record_value(struct text *, struct span value);

#endif
