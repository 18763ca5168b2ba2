/*
 * vhost -- finds the directory below VirtualHosts that a request is for.
 *
 * RFC 9110 7.2, RFC 3986 3.2.2.  Pure.  The name comes from the client and is
 * passed to the kernel.  It consists of these octets only, and no label is
 * empty; so it is a single component, neither "." nor "..", and not hidden:
 *
 *	a-z 0-9 - _	in labels, with single dots between them
 *	0-9 a-f :	of an IPv6 address, in the form of RFC 5952
 *
 *	"Example.ORG.:8080"	example.org
 *	"[2001:DB8::0:1]"	2001:db8::1
 *	"a%2eexample", ".."	none: no directory can have this name (3986
 *				3.2.2 wants the syntax of DNS names)
 *
 *	struct text t = TEXT(buf);
 *
 *	if (!vhost_put(&t, req.host))
 *		use VHOST_DEFAULT
 */
#ifndef SITE_VHOST_H
#define SITE_VHOST_H

#include "base/text.h"

/* The directory for all hosts without one of their own. */
#define VHOST_DEFAULT "default"

/*
 * Appends the name.  Returns false, and appends nothing, if no directory can
 * have that name, for example because it is longer than LIMIT_HOST.
 */
bool vhost_put(struct text *, struct span authority);

/* Returns the port of the authority; "80" if it has none (9110 4.2.1). */
struct span vhost_port(struct span authority);

#endif
