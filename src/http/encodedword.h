/*
 * encodedword -- decodes =?charset?B?text?= and =?charset?Q?text?= to UTF-8.
 *
 * RFC 2047 2 to 4, with the language of RFC 2231 5.  Pure.  The known charsets
 * are UTF-8, US-ASCII and ISO-8859-1.
 *
 *	"=?utf-8?B?w6Q=?= =?utf-8?Q?=C3=B6_b?="		"äö b"
 */
#ifndef HTTP_ENCODEDWORD_H
#define HTTP_ENCODEDWORD_H

#include "base/text.h"

/*
 * Appends the decoded words, which are never longer than the encoded.  Returns
 * false, and appends nothing, unless all of s is such words separated by white
 * space, which is not part of the text (2047 6.2).
 */
bool encodedword_read(struct span, struct text *);

/* Appends ISO-8859-1 as UTF-8. */
void encodedword_put_latin1(struct text *, struct span);

#endif
