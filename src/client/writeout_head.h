/*
 * writeout_head -- reads the fields of a head for -w.  Pure.
 *
 * In each function `head` is a status line and field lines.
 */
#ifndef CLIENT_WRITEOUT_HEAD_H
#define CLIENT_WRITEOUT_HEAD_H

#include "base/text.h"

/* Returns the number of field lines. */
size_t writeout_fields(struct span head);

/* Returns the first value of a field, or an empty span. */
struct span writeout_field(struct span head, struct span name);

/* Appends an object with an array of values for each name, in small letters. */
void writeout_put_head(struct text *, struct span head);

/* Appends a string of JSON. */
void writeout_put_json(struct text *, struct span);

#endif
