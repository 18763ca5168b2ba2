/*
 * cachestatus -- the Cache-Status field, which reports what the cache did.
 *
 * RFC 9211.  Pure.
 *
 *	Cache-Status: minihttp-client; hit; ttl=376
 */
#ifndef CACHE_CACHESTATUS_H
#define CACHE_CACHESTATUS_H

#include "cache/policy.h"

struct cachestatus {
	enum forward forward; /* FORWARD_NOT: a hit */
	int status;           /* that of the server, if another; or 0 */
	bool has_ttl, stored, collapsed;
	int64_t ttl;
	const char *detail; /* a token, or NULL */
};

/* Appends the value, without the name of the field. */
void cachestatus_put(struct text *, const struct cachestatus *);

/*
 * Returns the lines of a head, each with its CRLF, without the Cache-Status
 * that this cache has written, which is the last line.
 */
struct span cachestatus_cut(struct span lines);

#endif
