/*
 * client_check -- judges the certificate that a client shows.
 *
 * It runs in the handshake process, which is confined: the bytes come from a
 * stranger.  The library checks the chain against the authorities
 * (tls/client_ca), the dates, the lists of revoked certificates, and that the
 * certificate is one of a client (RFC 5280 4.2.1.12).
 *
 *	client_check_run(&check, session)	in the library's callback
 *	if (client_check_explains(&check, err))
 *		log check.why, check.subject; send check.alert
 */
#ifndef TLS_CLIENT_CHECK_H
#define TLS_CLIENT_CHECK_H

#include "base/limits.h"

#include <gnutls/gnutls.h>
#include <stdbool.h>

struct client_check {
	bool verified;   /* a certificate was shown, and it is good */
	const char *why; /* a constant string, if the certificate is not good */
	gnutls_alert_description_t alert;
	char name[LIMIT_HOST + 1];       /* its common name, or "" */
	char subject[LIMIT_SUBJECT + 1]; /* tls/subject makes it safe */
};

/*
 * Judges the certificate that the client of the session has shown.  Returns
 * false if it is not good; then why and alert are set.
 */
bool client_check_run(struct client_check *, gnutls_session_t);

/*
 * Returns true if the handshake failed with this error of the library because
 * of the client's certificate, or for want of one; then why and alert are set.
 */
bool client_check_explains(struct client_check *, int err);

#endif
