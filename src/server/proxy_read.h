/*
 * proxy_read -- reads the header that a proxy sends before the first request.
 *
 * Call it only for a peer that is one of our proxies (conf_is_proxy).  From any
 * other peer the same bytes are a bad request.
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
 * Reads a PROXY protocol header into the inbox, which has to be empty, and
 * removes it again; bytes after it are the start of the first request.  The
 * whole header has to arrive within timeout_ms of the first wait.
 * PROXY_READ_RELAYED sets *source; PROXY_READ_BAD sets *why to a constant
 * string; PROXY_READ_END means a stop before the first byte.
 */
enum proxy_read proxy_read(struct inbox *, struct wire *, uint64_t timeout_ms,
    struct address *source, const char **why);

#endif
