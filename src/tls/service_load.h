/*
 * service_load -- the certificates of a service: reads them at its start, and
 * looks at their dates.
 *
 * With `strict` each has to be good, since the process that runs serves others
 * better.  Otherwise one that is good suffices.
 */
#ifndef TLS_SERVICE_LOAD_H
#define TLS_SERVICE_LOAD_H

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
	struct handshake handshake;
};

/* Starts the key process too.  Returns false after logging why. */
bool service_load(
    struct service_load *, const struct options *, const struct log *);

/* Returns when the first of them expires, in seconds since 1970. */
int64_t service_load_until(const struct service_load *);

/* Logs what has become true of dates since the last call. */
void service_load_look(struct service_load *, const struct log *);

#endif
