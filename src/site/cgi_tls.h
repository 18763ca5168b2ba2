/*
 * cgi_tls -- puts the variables that describe the TLS of the connection to a
 * script.
 *
 * RFC 3875 has none.  Scripts look for the names that mod_ssl of Apache gave
 * them:
 *
 *	HTTPS=on REQUEST_SCHEME=https SSL_PROTOCOL=TLSv1.3
 *	SSL_CIPHER=TLS_AES_128_GCM_SHA256 SSL_TLS_SNI=example.org
 *	SSL_CLIENT_VERIFY=SUCCESS SSL_CLIENT_S_DN_CN=alice
 *	SSL_CLIENT_S_DN=CN=alice,O=Example
 *
 * SSL_CLIENT_VERIFY is NONE for a client that has shown no certificate.
 */
#ifndef SITE_CGI_TLS_H
#define SITE_CGI_TLS_H

#include "base/text.h"
#include "http/proxy.h"

/*
 * Appends "NAME=value" and NUL for each.  A value that is empty, or has a byte
 * that is not visible ASCII, is left out.  The names of the client may have
 * spaces and bytes over 0x7e as well.
 */
void cgi_tls_put(struct text *, const struct proxy_tls *);

#endif
