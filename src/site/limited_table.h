/*
 * limited_table -- puts the sources that rates limit now into a table of the
 * status page.
 */
#ifndef SITE_LIMITED_TABLE_H
#define SITE_LIMITED_TABLE_H

#include "base/limited.h"

/* Appends a table of n rows, or nothing if there is none. */
void limited_table_put(struct text *, const struct limited_row *, size_t n);

#endif
