/*
 * visible -- makes untrusted bytes safe to show on a terminal.
 *
 * A terminal obeys control characters: with ESC in a field, a server could move
 * the cursor, rename the window or type on behalf of the user.  Printable
 * ASCII, the tab and UTF-8 are kept; every other byte is shown by its number,
 * as "\x1b".  C1 controls are escaped in both forms: as a single byte 0x80 to
 * 0x9f, and as U+0080 to U+009F in UTF-8.
 *
 *	visible_put(&t, reason);
 */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include "base/text.h"

/* Returns how many bytes at the start of s are kept; 0 if the first is not. */
size_t visible_length(struct span s);

/* Appends s, and escapes every byte that is not kept. */
void visible_put(struct text *, struct span s);

#endif
