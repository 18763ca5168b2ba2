/*
 * utf8 -- is this UTF-8?  Names of files are any bytes.
 *
 * RFC 3629 4, strictly: no surrogates, nothing above U+10FFFF, nothing
 * longer than it must be.
 *
 *	for (size_t n; s.n > 0; s = span_from(s, n > 0 ? n : 1))
 *		n = utf8_length(s);
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/span.h"

/* What stands for a byte that is none: the replacement character, U+FFFD. */
#define UTF8_REPLACEMENT SPAN("\xef\xbf\xbd")

/* The bytes of the character that s, not empty, begins with; 0 if none. */
size_t utf8_length(struct span s);

/* All of it is; so is nothing. */
bool utf8_is_all(struct span);

/* The text behind the byte order mark that some editors put before it. */
static inline struct span
utf8_behind_mark(struct span text)
{
	return span_starts(text, SPAN("\xef\xbb\xbf")) ? span_from(text, 3)
						       : text;
}

/*
 * The text is UTF-16: by its byte order mark, or since it begins with ASCII
 * and a NUL, of which a text in UTF-8 has none.
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
