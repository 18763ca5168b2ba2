/*
 * sweep -- keeps the cache within its size: removes the least recently used.
 *
 * One process sweeps at a time; readers need not wait for it.
 */
#ifndef SHELF_SWEEP_H
#define SHELF_SWEEP_H

#include "shelf/store.h"

/* Eviction goes below the limit, so that not every download causes it. */
#define SWEEP_LOW(max) ((max) / 10 * 9)

struct sweep_result {
	uint64_t files, bytes;           /* left */
	uint64_t gone_files, gone_bytes; /* removed */
};

/*
 * Removes files that nothing refers to, and then the least recently used until
 * the rest is within max.  Returns 0 or -errno; -EWOULDBLOCK if another process
 * sweeps.
 */
int sweep_run(const struct store *, uint64_t max, struct sweep_result *);

/*
 * Adds `grown` bytes to the estimate of the size of the cache, and sweeps if
 * the estimate exceeds max.
 */
void sweep_after(const struct store *, int64_t grown, uint64_t max);

#endif
