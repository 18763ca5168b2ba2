/*
 * authority -- uri-host [ ":" port ]: cuts it into host and port, and checks
 * both.
 *
 * RFC 9110 4.2.1 and 7.2, RFC 3986 3.2.  Pure.  A colon within brackets belongs
 * to an IP literal and separates nothing.
 *
 *	"example.org:80"	host "example.org", port "80"
 *	"[::1]:8080"		host "[::1]", port "8080"
 *	"[::1]"			host "[::1]", no port
 *	"a:"			host "a", an empty port, which is the default
 *
 *	struct authority a;
 *
 *	if (authority_cut(s, &a) && authority_port(&a, &port))
 *		connect to authority_bare(a.host)
 */
#ifndef HTTP_AUTHORITY_H
#define HTTP_AUTHORITY_H

#include "base/text.h"

struct authority {        /* spans into what was cut */
	struct span host; /* an IP literal with its brackets */
	struct span port; /* its bytes, unchecked */
	bool has_port;    /* there was a colon */
};

/*
 * Cuts s before its port.  Returns false if the closing bracket is followed by
 * anything but a colon.  *out is set in any case; after false, it is cut behind
 * the bracket.
 */
bool authority_cut(struct span s, struct authority *out);

/*
 * Sets *out to the number of the port.  An empty port returns true and leaves
 * *out alone.  Returns false if the port is not a number, or over 65535.
 */
bool authority_port(const struct authority *, uint64_t *out);

/*
 * Returns true if the span is uri-host [ ":" port ], not empty (9110 4.2.1,
 * 7.2).
 */
bool authority_is_valid(struct span);

/*
 * Returns true if the host starts with a bracket: it can only be an IP literal.
 */
bool authority_is_literal(struct span host);

/* Returns the host without the brackets of an IP literal. */
struct span authority_bare(struct span host);

/* Appends a host, in brackets if it is an IPv6 address that lacks them. */
void authority_put_host(struct text *, struct span host);

#endif
