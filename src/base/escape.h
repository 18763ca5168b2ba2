/*
 * escape -- bytes as text of a page.
 *
 *	escape_html(t, SPAN("a&b<c>"))		a&amp;b&lt;c&gt;
 *
 * The result may stand between tags and in an attribute in quotes (HTML
 * 13.1.2.3).  Bytes other than & < > " ' are appended as they are: the caller
 * has seen to control characters and to UTF-8.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/text.h"

/* One byte becomes at most this many. */
#define ESCAPE_HTML_MOST 6

void escape_html(struct text *, struct span);
void escape_html_char(struct text *, char);

#endif
