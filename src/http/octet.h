/*
 * octet -- the character classes of RFC 9110 5.6.2, 5.5 and RFC 3986 2.
 *
 *	if (!octet_all(name, OCTET_TOKEN))
 *		return REFUSE_FIELD_NAME;
 */
#ifndef HTTP_OCTET_H
#define HTTP_OCTET_H

#include "base/span.h"

enum octet_class {
	OCTET_TOKEN = 1,  /* tchar: method, field name, chunk extension */
	OCTET_VALUE = 2,  /* VCHAR, obs-text, SP, HTAB: a field value */
	OCTET_TARGET = 4, /* in a request-target: VCHAR without '#' */
	OCTET_NAME = 8,   /* unreserved / sub-delims: reg-name, but for '%' */
	OCTET_PATH = 16,  /* unescaped in a path: pchar and '/' */
	OCTET_ETAG = 32,  /* etagc: between the quotes of an entity tag */
	OCTET_UNRESERVED = 64 /* RFC 3986 2.3: needs no escape anywhere */
};

/* Returns true if c is in the class. */
bool octet_is(char c, enum octet_class);

/* Returns true if s is not empty, and all its octets are in the class. */
bool octet_all(struct span s, enum octet_class);

/* Returns the value of a hexadecimal digit, or -1. */
int octet_hex(char c);

/*
 * Returns the octet that s begins with, written as the sign and two hexadecimal
 * digits, such as "%41"; or -1 if it does not begin so.
 */
int octet_escaped(struct span s, char sign);

#endif
