/*
 * extras -- what other options than -H make of a request's fields.
 *
 * -H @FILE, -A, -e, -b, -r, -z and --etag-compare become lines as of -H, so
 * that the cache's key and the rules for other origins hold for them too.
 */
#ifndef CLIENT_EXTRAS_H
#define CLIENT_EXTRAS_H

#include "client/options.h"

/*
 * Once, before the first request; the lines stay allocated.  Says itself what
 * is wrong and returns an exit code then, else EXIT_DONE.
 */
int extras_collect(struct options *);

#endif
