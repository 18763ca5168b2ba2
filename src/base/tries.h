/*
 * tries -- counts a source's recent failures, in a table of fixed size.
 *
 * Failures are forgiven one by one, `most` of them in a minute: with 10, one
 * every six seconds.  A source that has `most` failures not yet forgiven must
 * wait.  So it can fail `most` times at once, and then `most` times a minute.
 *
 *	if ((wait_s = tries_wait(&tries, source, 10, now_ms)) > 0)
 *		refuse, and say when
 *	if (!try())
 *		tries_failed(&tries, source, 10, now_ms);
 *
 * A source can be stored in one of TRIES_WAYS places.  If all are taken, the
 * source that will be forgiven first is replaced.  An attacker with many
 * addresses therefore pushes out only addresses of the attack, and nobody else
 * has to wait because of it.  Several processes may share a table.
 */
#ifndef BASE_TRIES_H
#define BASE_TRIES_H

#include <stdint.h>

/* The size of the table, and the places for one source: powers of two. */
#define TRIES_PLACES 1024
#define TRIES_WAYS 8

/* Initialise with zeros. */
struct tries {
	struct {
		_Atomic uint64_t source;     /* 0: free */
		_Atomic int64_t forgiven_ms; /* when all is forgiven */
	} place[TRIES_PLACES];
};

/* Returns the milliseconds until all failures are forgiven. */
int64_t tries_level(const struct tries *, uint64_t source, int64_t now_ms);

/*
 * Returns the seconds until the source may try again; 0 if it may try now.  If
 * `most` or the source is 0, there is no limit, and the result is 0.
 */
uint32_t tries_wait(
    const struct tries *, uint64_t source, uint64_t most, int64_t now_ms);

/* Counts a failure of the source.  A source or a `most` of 0 is ignored. */
void tries_failed(
    struct tries *, uint64_t source, uint64_t most, int64_t now_ms);

#endif
