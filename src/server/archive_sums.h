/*
 * archive_sums -- opens the table that keeps the sums of files in a zip
 * (base/sums).
 *
 * With Counters the table is a file beside the counters, which all processes
 * share and which outlives them.  Without, the children of one listener share
 * memory, and every other process computes the sums that it needs.
 */
#ifndef SERVER_ARCHIVE_SUMS_H
#define SERVER_ARCHIVE_SUMS_H

#include "server/conn.h"

/*
 * Sets service->sums.  If the file cannot be used, that is logged, and the site
 * is served without it.
 */
void archive_sums_open(struct service *, bool listener);

#endif
