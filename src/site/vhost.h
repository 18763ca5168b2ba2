/*
 * vhost -- which of VirtualHosts a request is for: the name of a directory.
 *
 * RFC 9110 7.2, RFC 3986 3.2.2.  Pure.  What comes from a stranger and goes
 * to the kernel as a name is made of these octets alone, and no label of it
 * is empty, so that it is one component, and neither "." nor "..", nor
 * hidden:
 *
 *	a-z 0-9 - _	in labels, with single dots between them
 *	0-9 a-f :	of an IPv6 address, as RFC 5952 has it
 *
 *	"Example.ORG.:8080"	example.org
 *	"[2001:DB8::0:1]"	2001:db8::1
 *	"a%2eexample", ".."	none: a host, but no directory's (3986 3.2.2
 *				wants the syntax of DNS names)
 *
 *	struct text t = TEXT(buf);
 *
 *	if (!vhost_put(&t, req.host))
 *		use VHOST_DEFAULT
 */
#ifndef SITE_VHOST_H
#define SITE_VHOST_H

#include "base/text.h"

/* The directory of all hosts that have none of their own. */
#define VHOST_DEFAULT "default"

/*
 * Appends the name; false, and nothing appended, if there can be no directory
 * of that name.  What is longer than LIMIT_HOST has none.
 */
bool vhost_put(struct text *, struct span authority);

/* The port behind it, "80" if there is none (9110 4.2.1). */
struct span vhost_port(struct span authority);

#endif
