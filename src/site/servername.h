/*
 * servername -- whether a request names a host of this server: ServerName.
 *
 * A page of evil.example can, once loaded, point its name at 127.0.0.1 or at an
 * intranet address (DNS rebinding).  The browser then considers this server a
 * part of evil.example, sends it requests from inside the network, and lets the
 * page read the responses.  The page cannot change the requested host, and
 * nothing else reveals the attack.  So wherever only the visitor's address
 * admits a request, the host must be a name that nobody else can own (RFC 9110
 * 7.4, 15.5.20).  Pure.
 *
 *	127.0.0.1:8080, [::1]	an address is no name of the DNS
 *	localhost, a.localhost	nor do browsers look these up (RFC 6761 6.3)
 *	files.example.org	ServerName files.example.org, *.example.org,
 *				or a host of VirtualHosts
 *	none at all		no browser leaves it out
 *
 * Forms of an address that only browsers understand (2130706433, 0x7f.1) are
 * treated as names here, as browsers never send them.
 */
#ifndef SITE_SERVERNAME_H
#define SITE_SERVERNAME_H

#include "config/conf.h"
#include "http/request.h"

/*
 * Returns true if the request names a host of this server.  vhost is the
 * directory of VirtualHosts that serves the request, or "".
 */
bool servername_is_ours(
    const struct conf *, const struct request *, struct span vhost);

#endif
