/*
 * curl -- the transport that is libcurl, loaded when it is first needed.
 *
 * Loading it costs 5 ms, most of a request to a near server; a hit in the
 * cache does without.  All that is libcurl's own works as it does in curl:
 * proxies from the environment, HTTP/2, IPv6, time-outs of the resolver.
 *
 *	struct transport t = { .run = curl_run };
 */
#ifndef CLIENT_CURL_H
#define CLIENT_CURL_H

#include "client/transport.h"

/* A transport's run; self is not used: there is one libcurl in a process. */
enum transport_answer curl_run(void *self, const struct transport_request *,
    const struct transport_events *, struct transport_outcome *);

/* -c, once for each URL, behind its output: 0 or -errno. */
int curl_save_jar(const char *jar, bool failed);

/* In a process that was forked: leaves the open connections to its parent. */
void curl_forget(void);

#endif
