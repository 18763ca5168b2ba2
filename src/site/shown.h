/*
 * shown -- puts any bytes as text of a page, for people.
 *
 * Characters that are special in HTML are escaped, bytes that are not UTF-8 are
 * replaced by U+FFFD, and so are the characters that turn the order of letters
 * round (U+202D and U+202E); controls are replaced by their pictures (U+2400).
 * Each byte becomes 6 bytes at most.
 */
#ifndef SITE_SHOWN_H
#define SITE_SHOWN_H

#include "base/text.h"

void shown_put(struct text *, struct span);

/*
 * Does the same for a text of several lines: LF and tabs stay, and CR is left
 * out.
 */
void shown_put_lines(struct text *, struct span);

#endif
