/*
 * tries -- how often a source has failed of late, in a table of fixed size.
 *
 * Each failure is forgiven after a minute's share: with `most` of 10 one in
 * six seconds.  A source whose failures would take more than a minute has to
 * wait, so that it has `most` at once, and then so many a minute.
 *
 *	if ((wait_s = tries_wait(&tries, source, 10, now_ms)) > 0)
 *		refuse, and say when
 *	if (!try())
 *		tries_failed(&tries, source, 10, now_ms);
 *
 * A source has one of a few places.  Where these are taken the one goes that
 * has the least to be forgiven: a stranger with many addresses makes room for
 * himself, and nobody has to wait for it.  Several processes may share a table.
 */
#ifndef BASE_TRIES_H
#define BASE_TRIES_H

#include <stdint.h>

/* In all, and for one source: a power of two each. */
#define TRIES_PLACES 1024
#define TRIES_WAYS 8

/* Of zeros at first. */
struct tries {
	struct {
		_Atomic uint64_t source;     /* 0: nobody */
		_Atomic int64_t forgiven_ms; /* when all is */
	} place[TRIES_PLACES];
};

/* Milliseconds until all is forgiven. */
int64_t tries_level(const struct tries *, uint64_t source, int64_t now_ms);

/*
 * Seconds until the source may try again; 0 if it may now, and always where
 * `most` or the source is 0.
 */
uint32_t tries_wait(
    const struct tries *, uint64_t source, uint64_t most, int64_t now_ms);

void tries_failed(
    struct tries *, uint64_t source, uint64_t most, int64_t now_ms);

#endif
