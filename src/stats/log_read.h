/*
 * log_read -- counts the visitors and referrers of a log.
 */
#ifndef STATS_LOG_READ_H
#define STATS_LOG_READ_H

#include "base/popular.h"

struct log_counts {
	uint64_t requests, other_lines;
	struct popular visitors, referrers;
};

/*
 * Reads the file, or standard input if it is "-", to its end. *counts is all
 * zero before.  Returns 0, or -errno of what could not be read.
 */
int log_read(const char *file, struct log_counts *counts);

#endif
