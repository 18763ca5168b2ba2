/*
 * proxy_read -- reads the header that a proxy sends before the first request.
 *
 * Call it only for a peer that is one of our proxies (conf_is_proxy).  From any
 * other peer the same bytes are a bad request.
 *
 *	switch (proxy_read(&in, wire, 15000, &facts, &why)) {
 *	case PROXY_READ_LOCAL:	the peer speaks for itself
 *	case PROXY_READ_RELAYED:	it speaks for facts.source
 *	case PROXY_READ_BAD:	log why, close without an answer
 *	case PROXY_READ_END:	close
 *	}
 */
#ifndef SERVER_PROXY_READ_H
#define SERVER_PROXY_READ_H

#include "http/proxy.h"
#include "server/inbox.h"

/* Longer names of a protocol or a cipher are cut; those of a client are left
 * out. */
#define PROXY_READ_PROTOCOL 16
#define PROXY_READ_CIPHER 64
#define PROXY_READ_CLIENT (LIMIT_HOST + LIMIT_SUBJECT)

enum proxy_read {
	PROXY_READ_LOCAL,
	PROXY_READ_RELAYED,
	PROXY_READ_BAD,
	PROXY_READ_END
};

/* The content of a header.  The spans of tls point into both
 * rooms. */
struct proxy_facts {
	struct address source;
	uint16_t port; /* that the client connected to; 0: unknown */
	struct proxy_tls tls;
	char room[PROXY_READ_PROTOCOL + PROXY_READ_CIPHER + LIMIT_HOST];
	char *client_room; /* of the caller: PROXY_READ_CLIENT bytes */
};

/*
 * Reads a PROXY protocol header into the inbox, which has to be empty, and
 * removes it again; bytes after it are the start of the first request.  The
 * whole header has to arrive within timeout_ms of the first wait.
 * PROXY_READ_RELAYED sets *facts, except for unused parts of the rooms;
 * PROXY_READ_BAD sets *why to a constant string; PROXY_READ_END means a stop
 * before the first byte.
 */
enum proxy_read proxy_read(struct inbox *, struct wire *, uint64_t timeout_ms,
    struct proxy_facts *facts, const char **why);

#endif
