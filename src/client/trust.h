/*
 * trust -- which certificates are believed.
 *
 * A directory of hashed names is preferred, since one certificate is then
 * read and not all of them: 11 ms against 41 for a request.  The environment
 * comes first, as with curl: CURL_CA_BUNDLE, SSL_CERT_DIR, SSL_CERT_FILE.
 */
#ifndef CLIENT_TRUST_H
#define CLIENT_TRUST_H

#include <stdbool.h>

struct trust {
	const char *file, *directory; /* at most one; none: the default */
};

void trust_find(struct trust *);

#endif
