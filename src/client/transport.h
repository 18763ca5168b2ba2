/*
 * transport -- one request to the network, and what comes back.
 *
 * The only way from client/fetch to the network.  client/curl is one; tests
 * have another that is a script.
 *
 *	t.run(t.self, &request, &events, &outcome)
 *		events.head(arg, head)		once, the final response's
 *		events.body(arg, bytes)		as often as there are some
 */
#ifndef CLIENT_TRANSPORT_H
#define CLIENT_TRANSPORT_H

#include "base/span.h"

enum transport_flag {
	TRANSPORT_INSECURE = 1, /* any certificate will do */
	TRANSPORT_NO_BODY = 2   /* HEAD: none follows */
};

struct transport_request {
	const char *url;    /* in normal form */
	const char *method; /* "GET" */
	struct span fields; /* field lines, each with its CRLF */
	unsigned flags;
	struct span data; /* to send; p is NULL if there is none */
	int upload;       /* or this descriptor's bytes; -1 is none */
	uint64_t upload_n;
	uint64_t timeout_ms; /* for all of it; 0 is none */
};

/* Each answers false to end the transfer there. */
struct transport_events {
	void *arg;
	bool (*head)(void *arg, struct span head);
	bool (*body)(void *arg, struct span bytes);
};

enum transport_answer {
	TRANSPORT_DONE,    /* the whole response */
	TRANSPORT_STOPPED, /* an event said so */
	TRANSPORT_FAILED   /* the network, or the peer; `why` says it */
};

struct transport_outcome {
	const char *why; /* until the next run */
	/* Microseconds since the start, 0 if it was not needed. */
	int64_t resolved_us, connected_us, secured_us, first_us, total_us;
};

struct transport {
	void *self;
	enum transport_answer (*run)(void *self,
	    const struct transport_request *, const struct transport_events *,
	    struct transport_outcome *);
};

#endif
