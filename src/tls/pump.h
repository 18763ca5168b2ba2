/*
 * pump -- moves bytes between a session of TLS and the handler, both ways,
 * until the handler has ended its side.
 *
 *	client  <- TLS ->  pump  <- socket pair ->  handler
 *
 * It keeps the meaning of each end: a close_notify of the client, or the end of
 * its connection, ends what the handler reads; the end of what the handler
 * writes becomes a close_notify, after all bytes before it.  A direction whose
 * taker is slow is not read, so that the handler's own deadlines for a slow
 * client hold; when the handler has ended, the pump has its own.
 *
 *	pump_run(&(struct pump){ session, fd, &h.ended, handler });
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

/* Both descriptors stay open. */
void pump_run(const struct pump *);

#endif
