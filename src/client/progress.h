/* progress -- draws a line on a terminal that shows how far a transfer is. */
#ifndef CLIENT_PROGRESS_H
#define CLIENT_PROGRESS_H

#include "base/span.h"

/*
 * Draws the line again, at most five times a second and not in the first
 * second. whole is UINT64_MAX if the size is not known.
 */
void progress_draw(
    uint64_t n, uint64_t whole, int64_t began_ms, int64_t *drawn_ms);

/* The state of several transfers, which one line shows together. */
struct progress_all {
	size_t count, done; /* transfers */
	uint64_t n;         /* bytes */
	unsigned permille;
	int64_t began_ms, drawn_ms;
};
void progress_draw_all(struct progress_all *);

/* Erases the line, if it was drawn. */
void progress_end(int64_t drawn_ms);

#endif
