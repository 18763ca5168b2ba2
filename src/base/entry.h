/*
 * entry -- one name in a directory, as os/ and site/ speak of it.
 */
#ifndef BASE_ENTRY_H
#define BASE_ENTRY_H

#include "base/span.h"

struct entry {
	struct span name; /* a single component, of any bytes but '/' */
	bool directory;
	uint64_t size; /* of a file */
	int64_t mtime_s;
};

#endif
