/* base64 -- bytes as printable characters, RFC 4648 4, with padding. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/text.h"

/* Appends the bytes, encoded. */
void base64_put(struct text *, struct span bytes);

/*
 * Appends the decoded bytes.  Returns false if the span is not base64: it holds
 * a character outside the alphabet, its length is not a multiple of four, or
 * the unused bits at its end are not 0.
 */
bool base64_read(struct span, struct text *);

#endif
