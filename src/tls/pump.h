/*
 * pump -- moves bytes between a session of TLS and the handler, both ways,
 * until the handler has ended its side.
 *
 *	client  <- TLS ->  pump  <- socket pair ->  handler
 *
 * It keeps the meaning of each end: a close_notify of the client, or the end of
 * its connection, ends what the handler reads; the end of what the handler
 * writes becomes a close_notify, after all bytes before it.  If the receiver of
 * a direction is slow, the pump stops reading that direction.  So the deadlines
 * of the handler for a slow client hold; when the handler has ended, the pump
 * applies a deadline of its own.
 *
 *	why = pump_run(&(struct pump){ session, fd, &h.ended, handler });
 */
#ifndef TLS_PUMP_H
#define TLS_PUMP_H

#include <gnutls/gnutls.h>
#include <stdbool.h>

struct pump {
	gnutls_session_t session;
	int client;        /* the connection below the session */
	const bool *ended; /* the client has ended its side of that */
	int handler;       /* a stream socket; neither blocks */
};

/*
 * Runs until the handler has ended its side.  Both descriptors stay open.
 * Returns NULL, or what the kernel said when it refused to wait or to pass
 * bytes to or from the handler.
 */
const char *pump_run(const struct pump *);

/* Erases the bytes that were moved last. */
void pump_wipe(void);

#endif
