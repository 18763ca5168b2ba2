/*
 * proxy -- the PROXY protocol header: the client behind a proxy.
 *
 * A balancer that relays a connection names its client in the first bytes, as a
 * line of text (version 1) or in binary (version 2).  There is no RFC; section
 * numbers here are those of "The PROXY protocol, Versions 1 & 2",
 * doc/proxy-protocol.txt of HAProxy.
 *
 *	PROXY TCP4 192.0.2.1 198.51.100.7 56324 80\r\n
 *	\r\n\r\n \0 \r\nQUIT\n | version, command | family | length | addresses
 *
 * Any peer can send such a header and claim any address.  Believe it only from
 * known addresses (5), and require it from those (2).
 *
 *	struct proxy_header h;
 *
 *	switch (proxy_parse(bytes, &h, &why)) {
 *	case PROXY_MORE:	read more bytes after these, ask again
 *	case PROXY_BAD:		report why, close
 *	case PROXY_LOCAL:	the peer speaks for itself
 *	case PROXY_RELAYED:	it speaks for h.source
 *	}
 *	the connection itself starts after h.n bytes
 */
#ifndef HTTP_PROXY_H
#define HTTP_PROXY_H

#include "base/address.h"

enum proxy_answer { PROXY_MORE, PROXY_BAD, PROXY_LOCAL, PROXY_RELAYED };

/* The TLS that a header of version 2 describes (2.2.5); spans may be empty. */
struct proxy_tls {
	bool on;                 /* the client speaks TLS to the proxy */
	struct span protocol;    /* "TLSv1.3" */
	struct span cipher;      /* "TLS_AES_128_GCM_SHA256" */
	struct span server_name; /* that the client asked for (2.2.2) */
	/*
	 * The client has shown a certificate, and the proxy has verified it.
	 * Without that both names are empty.
	 */
	bool verified;
	struct span client_name;    /* its common name (CN) */
	struct span client_subject; /* as RFC 4514; see PROXY_SUBJECT */
};

/*
 * The type of the field with the subject, which the protocol has none for:
 * 2.2.6 leaves 0xE0 to 0xEF to applications.  Believe it from minihttp-tls
 * alone, since another proxy may use that number for something else.
 */
#define PROXY_SUBJECT 0xE0

struct proxy_header {
	size_t n;              /* its length, within the given bytes */
	struct address source; /* with PROXY_RELAYED */
	uint16_t port;         /* that the client connected to; 0: unknown */
	struct proxy_tls tls;  /* likewise; spans into the given bytes */
};

/*
 * Reads the header at the start of the bytes.  However they are split, the
 * result is the same, and it is never PROXY_MORE for LIMIT_PROXY bytes.
 *
 * PROXY_LOCAL is a LOCAL command (a health check), UNKNOWN, or an unspecified
 * family or transport: then the peer of the socket is the client itself.  A
 * source on a Unix socket is ADDRESS_UNIX.
 *
 * Sets *out with PROXY_LOCAL and PROXY_RELAYED, and *why, a constant string,
 * with PROXY_BAD.
 */
enum proxy_answer proxy_parse(
    struct span bytes, struct proxy_header *out, const char **why);

#endif
