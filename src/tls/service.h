/*
 * service -- minihttp-tls as a standing process, which minihttpd starts.
 *
 *	minihttpd --start--> service: accepts, and reads nothing of a stranger's
 *	    |		     |-- fork --> key process (key_service)
 *	    |		     |-- fork --> one process for each connection
 *	  workers <----------'  hands over the other half of that one's pair
 *
 * A connection is handed to the workers when its handshake is done, that is
 * when the PROXY header from its process has arrived.  The service does not
 * read that header.
 *
 * The descriptors of the service are those of os/scoreboard.h.  On HANDED_READY
 * it reports the errors of its start, "@SECONDS FILE" when each certificate
 * expires, and HANDED_GOOD; later HANDED_BROKEN when a certificate's file has
 * changed.
 *
 * With all certificates read, the service enters a cage (tls/cage).  It opens
 * no file from then on.  It examines whether the files of certificates have
 * changed, and another service reads them.
 *
 *	signal	SIGTERM		accepts no more, waits for its connections
 *		a second one	ends them
 */
#ifndef TLS_SERVICE_H
#define TLS_SERVICE_H

#include "os/log.h"
#include "tls/options.h"

/*
 * Runs the service to its end.  Returns an exit code: 0, or 78 if no
 * certificate can be used.
 */
int service_run(const struct options *, struct log *);

#endif
