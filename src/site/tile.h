/*
 * tile -- a name and a figure, in a list of these on a page.
 *
 *	tile_begin(t, SPAN("Requests"));
 *	figure_rate(t, n, 60);
 *	tile_end(t, SPAN("/s"));
 */
#ifndef SITE_TILE_H
#define SITE_TILE_H

#include "base/text.h"

/* The name and the unit are HTML. */
void tile_begin(struct text *, struct span name);
void tile_end(struct text *, struct span unit);

#endif
