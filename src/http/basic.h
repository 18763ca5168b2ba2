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
 * Returns false if the scheme is another, or the credentials are not base64,
 * have no colon, are too long, or hold a control character (7617 2).
 */
bool basic_parse(struct span authorization, struct basic *);

#endif
