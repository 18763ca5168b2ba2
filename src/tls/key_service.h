/*
 * key_service -- the key process of a service, which lives as long as the
 * service.
 *
 * Each handshake has a channel of its own, and the service hands one end of the
 * channel to the key process.  The key process signs once for each channel, and
 * closes it.  It reads nothing else, and receives descriptors from the service
 * only.
 *
 *	key_service_start(certificates, n, &log, &k)
 *	k.good[i]	the key of certificate i can be used
 *	key_service_connect(&k)	the other half, for one handshake
 */
#ifndef TLS_KEY_SERVICE_H
#define TLS_KEY_SERVICE_H

#include "os/log.h"
#include "tls/certificate.h"

#include <sys/types.h>

struct key_service {
	pid_t pid;
	int control;
	bool good[OPTIONS_PAIRS];
};

/*
 * Forks the key process, and waits until it has read the keys and confined
 * itself.  The key process logs errors with the keys.  Returns 0 or -errno.
 */
int key_service_start(const struct certificate *named, size_t n,
    const struct log *, struct key_service *);

/* Returns a channel for one signature, which the caller closes, or -errno. */
int key_service_connect(const struct key_service *);

#endif
