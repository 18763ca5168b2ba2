/*
 * encodedword -- =?charset?B?text?= and =?charset?Q?text?=, as UTF-8.
 *
 * RFC 2047 2 to 4, with the language of RFC 2231 5.  Pure.  UTF-8, US-ASCII
 * and ISO-8859-1 are known.
 *
 *	"=?utf-8?B?w6Q=?= =?utf-8?Q?=C3=B6_b?="		"äö b"
 */
#ifndef HTTP_ENCODEDWORD_H
#define HTTP_ENCODEDWORD_H

#include "base/text.h"

/*
 * Appends what the words stand for, never more than they are long; false,
 * and nothing appended, unless all of s is such words with white space
 * between them, which is none of the text (2047 6.2).
 */
bool encodedword_read(struct span, struct text *);

/* Appends ISO-8859-1 as UTF-8. */
void encodedword_put_latin1(struct text *, struct span);

#endif
