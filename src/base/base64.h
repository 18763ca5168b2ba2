/*
 * base64 -- bytes as letters, RFC 4648 4, with its padding.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/text.h"

void base64_put(struct text *, struct span bytes);

/*
 * Appends the bytes; false if it is not base64: a character that is none, a
 * length that is not a multiple of four, or bits left over that are not 0.
 */
bool base64_read(struct span, struct text *);

#endif
