/*
 * servername -- does a request ask for a name of this server?  ServerName.
 *
 * A page of evil.example can point its name at 127.0.0.1 or at an address of
 * an intranet after it was loaded (DNS rebinding).  The browser then counts
 * this server as a part of evil.example, sends its requests from inside, and
 * lets the page read the answers.  The host that is asked for is the one sign
 * of it that the page cannot change.  So it has to be a name that nobody
 * else can own wherever the address of the visitor is all that lets a
 * request pass (RFC 9110 7.4, 15.5.20).  Pure.
 *
 *	127.0.0.1:8080, [::1]	an address is no name of the DNS
 *	localhost, a.localhost	nor do browsers look these up (RFC 6761 6.3)
 *	files.example.org	ServerName files.example.org, *.example.org,
 *				or a host of VirtualHosts
 *	none at all		no browser leaves it out
 *
 * Forms of an address that only a browser reads as one (2130706433, 0x7f.1)
 * are names here, as a browser never sends them.
 */
#ifndef SITE_SERVERNAME_H
#define SITE_SERVERNAME_H

#include "config/conf.h"
#include "http/request.h"

/* vhost is the directory of VirtualHosts that serves the request, or "". */
bool servername_is_ours(
    const struct conf *, const struct request *, struct span vhost);

#endif
