/*
 * service_load -- reads the certificates of a service at its start, and watches
 * their dates.
 *
 * With `strict` every certificate has to be good, since the process that
 * already runs would serve better than one with fewer.  Otherwise one good
 * certificate suffices.
 */
#ifndef TLS_SERVICE_LOAD_H
#define TLS_SERVICE_LOAD_H

#include "base/counters.h"
#include "tls/expiry.h"
#include "tls/handshake.h"
#include "tls/key_service.h"
#include "tls/stamp.h"

struct service_load {
	struct certificate certificate[OPTIONS_PAIRS];
	enum expiry_mark warned[OPTIONS_PAIRS];
	size_t n;
	struct key_service keys;
	struct stamp stamp; /* of the files */
	struct client_ca ca;
	enum expiry_mark ca_warned;
	bool lists_warned;
	bool asks; /* clients for certificates of ca */
	struct handshake handshake;
};

/*
 * Reads the certificates, and starts the key process.  Returns false, after
 * logging why, if the service cannot start.
 */
bool service_load(
    struct service_load *, const struct options *, const struct log *);

/* The most bytes of a date. */
#define SERVICE_LOAD_DATE (24 + COUNTERS_CERTIFICATE)

/*
 * Puts "@SECONDS FILE" and a newline: when the certificate expires, and its
 * file as in struct counters_certificate.
 */
void service_load_put_date(struct text *, const struct certificate *);

/* Logs the marks of expiry that were reached since the last call. */
void service_load_look(struct service_load *, const struct log *);

#endif
