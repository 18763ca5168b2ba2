/*
 * cgi_tls -- puts the variables that describe the TLS of the connection to a
 * script.
 *
 * RFC 3875 has none.  Scripts look for the names that mod_ssl of Apache gave
 * them:
 *
 *	HTTPS=on REQUEST_SCHEME=https SSL_PROTOCOL=TLSv1.3
 *	SSL_CIPHER=TLS_AES_128_GCM_SHA256 SSL_TLS_SNI=example.org
 */
#ifndef SITE_CGI_TLS_H
#define SITE_CGI_TLS_H

#include "base/text.h"
#include "http/proxy.h"

/*
 * Appends "NAME=value" and NUL for each.  A value that is empty, or has a byte
 * that is not visible ASCII, is left out.
 */
void cgi_tls_put(struct text *, const struct proxy_tls *);

#endif
