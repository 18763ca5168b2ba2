/*
 * trust -- finds the certificates to trust.
 *
 * A directory of hashed names is preferred, since then one certificate is read
 * instead of all of them: a request takes 11 ms and not 41.  As for curl, the
 * environment takes precedence: CURL_CA_BUNDLE, SSL_CERT_DIR, SSL_CERT_FILE.
 */
#ifndef CLIENT_TRUST_H
#define CLIENT_TRUST_H

#include <stdbool.h>

struct trust {
	const char *file, *directory; /* at most one; none: the default */
};

void trust_find(struct trust *);

#endif
