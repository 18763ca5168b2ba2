/*
 * size -- a number of bytes as people read it.
 *
 *	size_put(&t, 1234567, SPAN(" "))	1.2 MB
 *
 * Units are powers of 1000, the meaning of kB and MB in IEC 80000-13.  Up to
 * three digits are shown, with one decimal below ten; a half is rounded up.
 * Pure.
 */
#ifndef BASE_SIZE_H
#define BASE_SIZE_H

#include "base/text.h"

/* Appends the number, the gap and the unit. */
void size_put(struct text *, uint64_t bytes, struct span gap);

#endif
