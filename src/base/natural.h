/*
 * natural -- the order of names that people expect: report-2 before report-10.
 *
 * Runs of ASCII digits, of any length, are compared by value.  ASCII letters
 * are compared without case.  All other bytes are compared by their value,
 * which for UTF-8 is the order of code points.
 */
#ifndef BASE_NATURAL_H
#define BASE_NATURAL_H

#include "base/span.h"

/*
 * Returns a negative number if a comes before b, 0 if they are the same bytes,
 * and a positive number otherwise.  Names that differ only in case or in
 * leading zeros are ordered by their length and then by their bytes.
 */
int natural_compare(struct span a, struct span b);

#endif
