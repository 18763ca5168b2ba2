/*
 * multipart -- several ranges of one file as multipart/byteranges.
 *
 * RFC 9110 14.6, 15.3.7.2.  The body consists of a head and bytes of the file
 * for each part, and a tail after the last:
 *
 *	for (i = 0; i < m->n; i++) {
 *		multipart_put_head(&t, m, i);	then m->part[i] of the file
 *	}
 *	multipart_put_tail(&t, m);
 *
 * The first delimiter, too, starts with its CRLF: the preamble is empty (RFC
 * 2046 5.1.1).  Apache and nginx send it so, and zsync hangs without it.
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/text.h"
#include "http/range.h"

struct multipart {
	struct span boundary, type, charset;
	uint64_t complete_length;
	const struct byte_range *part;
	size_t n;
};

/* Append the head of part i, and the end of the body. */
void multipart_put_head(struct text *, const struct multipart *, size_t i);
void multipart_put_tail(struct text *, const struct multipart *);

/* Returns the length of the whole body. */
uint64_t multipart_length(const struct multipart *);

#endif
