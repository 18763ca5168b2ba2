/*
 * escape -- escapes text for HTML, and octets for URIs, logs and JSON.
 *
 *	escape_html(t, SPAN("a&b<c>"))		a&amp;b&lt;c&gt;
 *	escape_percent(t, '\n')			%0A
 *	escape_x(t, '\n')			\x0a
 *	escape_u(t, '\n')			\u000a
 *
 * The result for HTML fits between tags and into a quoted attribute (HTML
 * 13.1.2.3).  Bytes other than & < > " ' are appended unchanged: control
 * characters and UTF-8 are the caller's business.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/text.h"

/* The most bytes that one byte becomes. */
#define ESCAPE_HTML_MOST 6

/* Appends the bytes, or the byte, escaped for HTML. */
void escape_html(struct text *, struct span);
void escape_html_char(struct text *, char);

/* Appends the octet as "%" and two hexadecimal digits (RFC 3986 2.1). */
void escape_percent(struct text *, char);

/*
 * escape_x appends the byte as C and our logs write it, escape_u as JSON writes
 * it (RFC 8259 7).
 */
void escape_x(struct text *, char);
void escape_u(struct text *, char);

/*
 * Appends a character beyond ASCII, given as its bytes in UTF-8, as JSON writes
 * it in ASCII: "\u00ef", or two of these beyond U+FFFF (RFC 8259 7).
 */
void escape_u_character(struct text *, struct span);

/*
 * Appends what stands between the quotes of a JSON string (RFC 8259 7).  Bytes
 * that are not UTF-8 become U+FFFD.
 */
void escape_json(struct text *, struct span);

#endif
