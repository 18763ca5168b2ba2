/*
 * parameter -- name=value after a semicolon, as in many fields.
 *
 * RFC 9110 5.6.6, RFC 2045 5.1: Content-Type, Content-Disposition.  A value is
 * a token or a quoted string.
 *
 *	if (parameter_find(value, SPAN("boundary"), &t))
 *		t holds it, without its quotes
 */
#ifndef HTTP_PARAMETER_H
#define HTTP_PARAMETER_H

#include "base/text.h"

/* Returns the part before the first semicolon: "multipart/form-data". */
struct span parameter_main(struct span value);

/*
 * Appends the value of the first parameter with this name, in any case. Returns
 * false if there is none, or the field is malformed before it.  A backslash
 * escapes a quote and nothing else, because browsers do not double a backslash
 * in a file name, and no other value here has one.
 */
bool parameter_find(struct span value, struct span name, struct text *);

/*
 * The same for an extended parameter, name*=UTF-8''percent-encoded (RFC 8187
 * 3.2.1).  The value is appended as UTF-8.  Returns false, and appends nothing,
 * if the charset is neither UTF-8 nor ISO-8859-1.
 */
bool parameter_find_extended(
    struct span value, struct span name, struct text *);

#endif
