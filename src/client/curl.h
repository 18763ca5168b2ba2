/*
 * curl -- the transport that uses libcurl, which the first request loads.
 *
 * Loading libcurl takes 5 ms, which is most of a request to a near server; a
 * hit in the cache does not need it.  Everything that libcurl does by itself
 * works as it does in curl: proxies from the environment, HTTP/2, IPv6,
 * time-outs of the resolver.
 *
 *	struct transport t = { .run = curl_run };
 */
#ifndef CLIENT_CURL_H
#define CLIENT_CURL_H

#include "client/transport.h"

/*
 * The `run` of a transport.  self is not used, since a process has one libcurl.
 */
enum transport_answer curl_run(void *self, const struct transport_request *,
    const struct transport_events *, struct transport_outcome *);

/*
 * Writes the file of -c.  Called once for each URL, after its output.  failed:
 * the transfer has failed.  Returns 0 or -errno.
 */
int curl_save_jar(const char *jar, bool failed);

/*
 * Called in a forked process: forgets the open connections, which stay with the
 * parent.
 */
void curl_forget(void);

#endif
