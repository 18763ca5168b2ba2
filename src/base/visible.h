/*
 * visible -- bytes of a stranger on a person's terminal.
 *
 * A terminal obeys control characters: a server that puts ESC into a field
 * could move the cursor, rename the window or type for its user.  Printable
 * ASCII, the tab and UTF-8 pass; every other byte is shown as "\x1b".  The C1
 * controls are escaped in both of their forms, as a single byte 0x80 to 0x9f
 * and as U+0080 to U+009F in UTF-8.
 *
 *	visible_put(&t, reason);
 */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include "base/text.h"

/* How many bytes at the start of s pass as they are; 0 if the first does not.
 */
size_t visible_length(struct span s);

/* Appends "\xHH" for one byte. */
void visible_put_escape(struct text *, char byte);

/* Appends s with every byte escaped that does not pass. */
void visible_put(struct text *, struct span s);

#endif
