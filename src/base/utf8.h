/*
 * utf8 -- checks for UTF-8, since file names may be any bytes.
 *
 * RFC 3629 4, strictly: no surrogates, nothing above U+10FFFF, no overlong
 * forms.
 *
 *	for (size_t n; s.n > 0; s = span_from(s, n > 0 ? n : 1))
 *		n = utf8_length(s);
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/span.h"

/*
 * Shown in place of a byte that is not UTF-8: the replacement character,
 * U+FFFD.
 */
#define UTF8_REPLACEMENT SPAN("\xef\xbf\xbd")

/*
 * Returns the length of the character that s, not empty, starts with; 0 if it
 * starts with none.
 */
size_t utf8_length(struct span s);

/*
 * Returns the first character of s, not empty, for comparisons without case: a
 * capital of Latin (to U+017E), Greek or Cyrillic as its small letter, which is
 * as long.  Sets *length to the bytes that it takes.  A byte of anything else
 * is returned by itself, as a number that no such letter has.
 */
uint32_t utf8_small(struct span s, size_t *length);

/* Returns true if all of the span is UTF-8; an empty span is. */
bool utf8_is_all(struct span);

/* Returns the text without the byte order mark that some editors write. */
static inline struct span
utf8_behind_mark(struct span text)
{
	return span_starts(text, SPAN("\xef\xbb\xbf")) ? span_from(text, 3)
						       : text;
}

/*
 * Returns true if the text is UTF-16: it has the byte order mark, or one of its
 * first two bytes, and not the other, is a NUL, which no text in UTF-8
 * contains.
 */
static inline bool
utf8_is_utf16(struct span text)
{
	return span_starts(text, SPAN("\xff\xfe")) ||
	       span_starts(text, SPAN("\xfe\xff")) ||
	       (text.n >= 2 && (text.p[0] == '\0') != (text.p[1] == '\0'));
}

#define UTF8_NOT_16 "the file is UTF-16; save it as UTF-8"

#endif
