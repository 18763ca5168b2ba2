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
 * Read milliseconds, which ms, s, m or h may follow, else seconds; and bytes,
 * which K, M, G or T may follow.  Return false if the span is not of that form,
 * or over 64 bits.
 */
bool unit_read_time(struct span, uint64_t *ms);
bool unit_read_bytes(struct span, uint64_t *);

/* Append the number in the largest unit that divides it. */
void unit_put_time(struct text *, uint64_t ms);
void unit_put_bytes(struct text *, uint64_t);

#endif
