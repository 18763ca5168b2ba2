/*
 * trust -- finds the certificates to trust.
 *
 * A directory with hashed names is preferred, since then only one certificate
 * is read: a request takes 11 ms instead of 41.  As for curl, the environment
 * takes precedence: CURL_CA_BUNDLE, SSL_CERT_DIR, SSL_CERT_FILE.
 */
#ifndef CLIENT_TRUST_H
#define CLIENT_TRUST_H

#include <stdbool.h>

struct trust {
	const char *file, *directory; /* at most one; none: the default */
};

void trust_find(struct trust *);

#endif
