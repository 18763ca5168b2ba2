/*
 * size -- a number of bytes as people read it.
 *
 *	size_put(&t, 1234567, SPAN(" "))	1.2 MB
 *
 * Units are powers of 1000, which is what kB and MB mean (IEC 80000-13).  Up
 * to three digits, and one behind the point below ten; rounded, halves up.
 * Pure.
 */
#ifndef BASE_SIZE_H
#define BASE_SIZE_H

#include "base/text.h"

/* The gap stands between the number and its unit. */
void size_put(struct text *, uint64_t bytes, struct span gap);

#endif
