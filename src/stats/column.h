/*
 * column -- the columns of numbers in the tables of minihttp-stats.
 */
#ifndef STATS_COLUMN_H
#define STATS_COLUMN_H

#include "base/text.h"

/* Puts a number, right-aligned, with a space after it. */
void column_count(struct text *, uint64_t);

/* Puts a number of bytes in the same way, with a unit: "1.5 kB". */
void column_size(struct text *, uint64_t);

#endif
