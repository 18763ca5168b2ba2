/*
 * column -- the numbers of minihttp-stats: columns of its tables, and members
 * of its JSON objects.
 */
#ifndef STATS_COLUMN_H
#define STATS_COLUMN_H

#include "base/text.h"

/* Puts a number, right-aligned, with a space after it. */
void column_count(struct text *, uint64_t);

/* Puts a number of bytes in the same way, with a unit: "1.5 kB". */
void column_size(struct text *, uint64_t);

/* Puts a number as a member of an object: "name":1. */
void column_member(struct text *, struct span name, uint64_t);

#endif
