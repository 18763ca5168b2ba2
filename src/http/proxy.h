/*
 * proxy -- the PROXY protocol header: who is behind a proxy.
 *
 * A balancer that relays a connection says in its first bytes for whom, as
 * a line of text (version 1) or in binary (version 2).  There is no RFC; the
 * section numbers here are those of "The PROXY protocol, Versions 1 & 2",
 * doc/proxy-protocol.txt of HAProxy.
 *
 *	PROXY TCP4 192.0.2.1 198.51.100.7 56324 80\r\n
 *	\r\n\r\n \0 \r\nQUIT\n | version, command | family | length | addresses
 *
 * The header says what the peer wants to be taken for: believe only one
 * whose address you know (5), and of that one demand it (2).
 *
 *	struct proxy_header h;
 *
 *	switch (proxy_parse(bytes, &h, &why)) {
 *	case PROXY_MORE:	read more behind these bytes, ask again
 *	case PROXY_BAD:		report why, close
 *	case PROXY_LOCAL:	the peer speaks for itself
 *	case PROXY_RELAYED:	it speaks for h.source
 *	}
 *	the connection itself begins behind h.n bytes
 */
#ifndef HTTP_PROXY_H
#define HTTP_PROXY_H

#include "base/address.h"

enum proxy_answer { PROXY_MORE, PROXY_BAD, PROXY_LOCAL, PROXY_RELAYED };

struct proxy_header {
	size_t n;              /* bytes that it takes; all of them were given */
	struct address source; /* with PROXY_RELAYED */
};

/*
 * Reads the header that the bytes begin with.  However they are split, the
 * answer is the same, and it is never PROXY_MORE for LIMIT_PROXY of them.
 *
 * PROXY_LOCAL is a LOCAL command (a health check), UNKNOWN, or a family or
 * transport that is unspecified: the address of the socket counts.  A source
 * on a Unix socket is ADDRESS_UNIX.
 *
 * *out is set with the last two answers, *why, a constant string, with
 * PROXY_BAD.
 */
enum proxy_answer proxy_parse(
    struct span bytes, struct proxy_header *out, const char **why);

#endif
