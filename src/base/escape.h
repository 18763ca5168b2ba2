/*
 * escape -- escapes text for HTML.
 *
 *	escape_html(t, SPAN("a&b<c>"))		a&amp;b&lt;c&gt;
 *
 * The result fits between tags and into a quoted attribute (HTML 13.1.2.3).
 * Bytes other than & < > " ' are appended unchanged: control characters and
 * UTF-8 are the caller's business.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/text.h"

/* The most bytes that one byte becomes. */
#define ESCAPE_HTML_MOST 6

void escape_html(struct text *, struct span);
void escape_html_char(struct text *, char);

#endif
