/*
 * proxy_put -- writes the header that http/proxy reads, which names the client
 * of a relayed connection, and its TLS.
 *
 * It is of version 2, with the PROXY command.  Sections are those of HAProxy's
 * doc/proxy-protocol.txt.
 *
 *	char buf[PROXY_PUT_ROOM];
 *	struct text t = TEXT(buf);
 *
 *	proxy_put(&t, &client, &server, &tls);
 *	write(fd, t.p, t.n);
 */
#ifndef HTTP_PROXY_PUT_H
#define HTTP_PROXY_PUT_H

#include "base/limits.h"
#include "http/proxy.h"

/*
 * Room for two paths, a server name, the names of a protocol, a cipher and a
 * client, and a subject.
 */
#define PROXY_PUT_ROOM 2048

/*
 * Appends the header.  Two addresses of one IP family are written as they are.
 * A pair of any other kind is written as a connection by a Unix socket.  Each
 * span of *tls is cut to LIMIT_HOST bytes, and left out if it is empty.  The
 * names of the client are never cut: one that is longer than LIMIT_HOST, or a
 * subject that is longer than LIMIT_SUBJECT, is left out.
 */
void proxy_put(struct text *, const struct address *source,
    const struct address *destination, const struct proxy_tls *tls);

#endif
