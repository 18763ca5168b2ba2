/*
 * parameter -- name=value behind a semicolon, as many fields have them.
 *
 * RFC 9110 5.6.6, RFC 2045 5.1: Content-Type, Content-Disposition.  A value
 * is a token or a quoted string.
 *
 *	if (parameter_find(value, SPAN("boundary"), &t))
 *		t holds it, without its quotes
 */
#ifndef HTTP_PARAMETER_H
#define HTTP_PARAMETER_H

#include "base/text.h"

/* What is in front of the first semicolon: "multipart/form-data". */
struct span parameter_main(struct span value);

/*
 * Appends the value of the first parameter with this name, in any case;
 * false if there is none, or the field is malformed before it.  A backslash
 * escapes a quote and nothing else: browsers leave those in names of files
 * as they are, and none of our values has another use for it.
 */
bool parameter_find(struct span value, struct span name, struct text *);

/*
 * The same of an extended one, name*=UTF-8''percent-encoded (RFC 8187
 * 3.2.1); UTF-8 and ISO-8859-1 are known, and
 * it is UTF-8 then.  False, and nothing appended, if it is none of them.
 */
bool parameter_find_extended(
    struct span value, struct span name, struct text *);

#endif
