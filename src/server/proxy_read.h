/*
 * proxy_read -- what a proxy says in front of the first request.
 *
 * Only for a peer that is a proxy of ours (conf_is_proxy): from any other
 * the same bytes are a bad request.
 *
 *	switch (proxy_read(&in, wire, 15000, &source, &why)) {
 *	case PROXY_READ_LOCAL:	the peer speaks for itself
 *	case PROXY_READ_RELAYED:	it speaks for source
 *	case PROXY_READ_BAD:	log why, close without an answer
 *	case PROXY_READ_END:	close
 *	}
 */
#ifndef SERVER_PROXY_READ_H
#define SERVER_PROXY_READ_H

#include "base/address.h"
#include "server/inbox.h"

enum proxy_read {
	PROXY_READ_LOCAL,
	PROXY_READ_RELAYED,
	PROXY_READ_BAD,
	PROXY_READ_END
};

/*
 * Reads a PROXY protocol header into the inbox, which is empty, and takes it
 * out again: what came with it is the start of the first request.  The whole
 * of it has to come within timeout_ms of the first wait.  PROXY_READ_RELAYED
 * sets *source; PROXY_READ_BAD sets *why, a constant string; PROXY_READ_END is
 * a stop before the first byte.
 */
enum proxy_read proxy_read(struct inbox *, struct wire *, uint64_t timeout_ms,
    struct address *source, const char **why);

#endif
