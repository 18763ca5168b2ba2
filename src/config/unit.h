/*
 * unit -- numbers with a unit: times such as "15s", sizes such as "16K".
 *
 *	unit_read_time(SPAN("2m"), &ms)		120000
 *	unit_put_bytes(t, 16384)		16K
 */
#ifndef CONFIG_UNIT_H
#define CONFIG_UNIT_H

#include "base/text.h"

/*
 * unit_read_time reads a number and a unit, ms, s, m or h; without a unit the
 * number is of seconds.  unit_read_bytes reads a number and perhaps K, M, G or
 * T, the powers of 1024.  Units may be in either case.  Both return false, and
 * leave the result alone, if the span is not of that form or the result exceeds
 * 64 bits.
 */
bool unit_read_time(struct span, uint64_t *ms);
bool unit_read_bytes(struct span, uint64_t *);

/* Append the number in the largest unit that divides it. */
void unit_put_time(struct text *, uint64_t ms);
void unit_put_bytes(struct text *, uint64_t);

#endif
