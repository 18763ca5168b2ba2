/*
 * untagged -- the text of an HTML document, as a browser without pictures,
 * styles and scripts would show it in a plain way.
 *
 * It makes the text readable, and not harmless: the caller escapes it as it
 * does any other text, so that nothing of the document becomes part of a page.
 */
#ifndef SITE_UNTAGGED_H
#define SITE_UNTAGGED_H

#include <stddef.h>

/*
 * Replaces the document by its text, which is never longer.  Returns the length
 * of the text.  The document may end anywhere.
 */
size_t untagged_make(char *document, size_t n);

#endif
