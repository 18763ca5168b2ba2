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
	const char *user, *password; /* strings, in room */
	char room[LIMIT_USER + 2];
};

/*
 * False if it is another scheme, not base64, without a colon, too long, or
 * holds a control character (7617 2).
 */
bool basic_parse(struct span authorization, struct basic *);

#endif
