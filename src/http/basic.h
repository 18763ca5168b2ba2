/*
 * basic -- the credentials of the Basic scheme, RFC 7617 2.
 *
 *	Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==
 */
#ifndef HTTP_BASIC_H
#define HTTP_BASIC_H

#include "base/limits.h"
#include "base/text.h"

struct basic {
	const char *user, *password; /* strings, stored in room */
	char room[LIMIT_USER + 2];
};

/*
 * Decodes the value of Authorization.  Returns false if its scheme is not
 * Basic, or if the credentials are not base64, have no colon, are too long, or
 * hold a control character (7617 2).
 */
bool basic_parse(struct span authorization, struct basic *);

#endif
