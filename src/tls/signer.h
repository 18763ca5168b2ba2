/*
 * signer -- gives the TLS library a key whose signatures the key process makes.
 *
 *	struct signer_desk desk = { channel, deadline_ms, NULL };
 *	struct signer s = { &desk, &certificate, which };
 *
 *	signer_add(&s, credentials)
 */
#ifndef TLS_SIGNER_H
#define TLS_SIGNER_H

#include "tls/certificate.h"

/* All signers of a handshake share one channel, since there is one signature.
 */
struct signer_desk {
	int channel; /* to the key process; -1: it has been asked */
	int64_t deadline_ms;
	const char *why; /* if the key process did not sign */
};

struct signer {
	struct signer_desk *desk;
	const struct certificate *certificate;
	unsigned which; /* its number in the key process */
};

/*
 * Adds the chain and the key of the certificate.  Returns 0 or an error of the
 * library.  *s has to stay as long as the credentials do.
 */
int signer_add(struct signer *s, gnutls_certificate_credentials_t);

#endif
