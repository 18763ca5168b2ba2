/*
 * note -- the small page sent with a refusal or a redirect.
 *
 * The page is valid HTML5 with the status and a sentence.  Quotations from the
 * request are cut at NOTE_QUOTE_MAX, escaped, and shown as ASCII; the path of a
 * file that was not found is decoded, if it is UTF-8 then.
 */
#ifndef SITE_NOTE_H
#define SITE_NOTE_H

#include "base/text.h"

#define NOTE_QUOTE_MAX 256

struct plan;

/* Appends the page, from status, why, quote and location of the plan. */
void note_put(struct text *, const struct plan *);

#endif
