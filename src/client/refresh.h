/*
 * refresh -- validates a response after it has been printed stale (RFC 5861 3).
 *
 * A child process does it, so that nobody waits for the network.
 */
#ifndef CLIENT_REFRESH_H
#define CLIENT_REFRESH_H

#include "client/fetch.h"
#include "client/options.h"
#include "client/output.h"

/*
 * Starts the child, which fetches the URL into the cache and prints nothing.
 * The child changes only its own copies of the structs.  If it cannot be
 * started, the stored response stays stale, and no error is reported.
 */
void refresh_begin(
    struct fetch_setup *, struct output *, struct options *, const char *url);

#endif
