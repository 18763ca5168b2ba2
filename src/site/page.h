/*
 * page -- the frame and the style that the pages of the server share: listings,
 * the status page, and the notes sent with refusals.
 *
 * A page stands alone, so the style is a part of it.  Colours are named by
 * variables, in a light and a dark set, with a contrast of 4.5 or more for
 * text (WCAG 2.1 1.4.3).  www/style.css repeats them for the pages there.
 *
 *	page_begin(t);			the title follows, escaped, and its end
 *	page_style(t, SPAN("..."));	rules of this page alone
 *	page_end(t);
 */
#ifndef SITE_PAGE_H
#define SITE_PAGE_H

#include "base/text.h"

/*
 * The most that page_begin and page_style append, not counting the rules of the
 * page's own.
 */
#define PAGE_FRAME 2560

/* Appends everything up to the text of the title. */
void page_begin(struct text *);

/* Appends the style, and begins the body. */
void page_style(struct text *, struct span own);

void page_end(struct text *);

#endif
