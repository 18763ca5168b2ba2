/*
 * sweep -- keeps the cache within its size: what was used long ago goes.
 *
 * One process at a time; readers neither wait nor notice.
 */
#ifndef CLIENT_SWEEP_H
#define CLIENT_SWEEP_H

#include "os/store.h"

/* Evicted down to so much of the limit, so that it is not done every time. */
#define SWEEP_LOW(max) ((max) / 10 * 9)

struct sweep_result {
	uint64_t files, bytes;           /* what is there now */
	uint64_t gone_files, gone_bytes; /* what was removed */
};

/*
 * Removes rests that nothing refers to, and then the URIs that were used
 * longest ago until all is within max.  0 or -errno; -EWOULDBLOCK if
 * another process is at it.
 */
int sweep_run(const struct store *, uint64_t max, struct sweep_result *);

/* Counts `grown` bytes more, and sweeps if that makes too many. */
void sweep_after(const struct store *, int64_t grown, uint64_t max);

#endif
