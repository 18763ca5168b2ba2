/*
 * note -- the small page that goes with a refusal or a redirect.
 *
 * Valid HTML5 with the status and a sentence.  What it quotes from the
 * request is cut at NOTE_QUOTE_MAX, escaped, and shown as ASCII.
 */
#ifndef SITE_NOTE_H
#define SITE_NOTE_H

#include "base/text.h"

#define NOTE_QUOTE_MAX 256

struct plan;

/* Reads status, why, quote and location of the plan. */
void note_put(struct text *, const struct plan *);

#endif
