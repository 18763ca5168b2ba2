/*
 * handshake -- one handshake of TLS, on a connection that does not block.
 *
 * It offers TLS 1.3 and 1.2, with ECDHE and AEAD only, and no compression,
 * renegotiation, early data or tickets.  The protocol inside is http/1.1.
 * Among several certificates it takes one that has the name that the client
 * asks for, and whose kind of key the client accepts; the first certificate
 * serves all other names.
 *
 *	why = handshake_load(&h, certificates, n, NULL)	once for a service
 *	fork
 *	why = handshake_begin(&h, channel)
 *	confine the process
 *	switch (handshake_run(&h, fd, 10000)) {
 *	case HANDSHAKE_DONE:	handshake_learn(&h, &tls)
 *	case HANDSHAKE_PLAIN:	the client speaks HTTP, not TLS
 *	case HANDSHAKE_FAILED:	log h.why; NULL: the client sent no byte
 *	}
 *	handshake_end(&h)
 */
#ifndef TLS_HANDSHAKE_H
#define TLS_HANDSHAKE_H

#include "base/limits.h"
#include "http/proxy.h"
#include "tls/client_ca.h"
#include "tls/client_check.h"
#include "tls/signer.h"

enum handshake_answer { HANDSHAKE_DONE, HANDSHAKE_PLAIN, HANDSHAKE_FAILED };

struct handshake {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	/* those of a set of certificates, by its bits; NULL: not wanted yet */
	gnutls_certificate_credentials_t chosen[1 << OPTIONS_PAIRS];
	gnutls_priority_t priorities;
	const struct client_ca *ca; /* NULL: no client is asked */
	struct client_check client; /* what is known of the client */
	struct signer signer[OPTIONS_PAIRS];
	size_t n;
	struct signer_desk desk;
	int fd;
	bool ended;    /* the client has ended its side */
	bool shortens; /* the client takes short records only */
	const char *why;
	char server_name[LIMIT_HOST + 1];
};

/*
 * Prepares for all connections.  Returns NULL, or what failed.  The
 * certificates and the authorities, which are NULL if no client is asked for a
 * certificate, must outlive the handshake.
 */
const char *handshake_load(struct handshake *, const struct certificate *,
    size_t n, const struct client_ca *);

/*
 * Prepares for one connection.  channel leads to the key process.  Returns
 * NULL, or what failed.
 */
const char *handshake_begin(struct handshake *, int channel);

/*
 * Makes the handshake on fd, which does not block.  All of it has to end within
 * timeout_ms.
 */
enum handshake_answer handshake_run(
    struct handshake *, int fd, uint64_t timeout_ms);

/*
 * Erases what is known of the connection.  Another one may begin after that.
 */
void handshake_end(struct handshake *);

/*
 * Describes a completed handshake.  The spans live as long as the handshake
 * does.
 */
void handshake_learn(struct handshake *, struct proxy_tls *);

#endif
