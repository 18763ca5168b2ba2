/*
 * transport -- sends one request to the network and receives the response.
 *
 * client/fetch reaches the network only through a transport.  client/curl
 * provides one, and the tests another, which follows a script.
 *
 *	t.run(t.self, &request, &events, &outcome)
 *		events.head(arg, head)		once, the final response's
 *		events.body(arg, bytes)		for each piece of the body
 *		events.interim(arg, head)	each head of a 1xx
 *		events.sent(arg, n)		bytes of the request's body
 */
#ifndef CLIENT_TRANSPORT_H
#define CLIENT_TRANSPORT_H

#include "base/span.h"

enum transport_flag {
	TRANSPORT_INSECURE = 1, /* accept any certificate */
	TRANSPORT_NO_BODY = 2,  /* HEAD, or a body that nobody reads */
	TRANSPORT_APART = 4     /* on a connection of its own */
};

/*
 * Settings that concern the network alone, with the values that curl gives
 * them.
 */
enum transport_key {
	TRANSPORT_CACERT,
	TRANSPORT_CERT,
	TRANSPORT_KEY,
	TRANSPORT_TLS12,
	TRANSPORT_TLS13,
	TRANSPORT_PROTO,
	TRANSPORT_CONNECT_TO,
	TRANSPORT_RESOLVE,
	TRANSPORT_UNIX_SOCKET,
	TRANSPORT_PROXY,
	TRANSPORT_PROXY_USER,
	TRANSPORT_NOPROXY,
	TRANSPORT_NETRC,
	TRANSPORT_NETRC_FILE,
	TRANSPORT_COOKIES, /* a file of cookies to start with */
	TRANSPORT_COOKIE_JAR,
	TRANSPORT_FORM,
	TRANSPORT_FORM_STRING,
	TRANSPORT_IPV4,
	TRANSPORT_IPV6,
	TRANSPORT_HTTP10,
	TRANSPORT_HTTP11,
	TRANSPORT_HTTP2,
	TRANSPORT_CONNECT_TIMEOUT,
	TRANSPORT_SPEED_LIMIT,
	TRANSPORT_SPEED_TIME,
	TRANSPORT_LIMIT_RATE,
	TRANSPORT_VERBOSE /* each line of the protocol on standard error */
};

struct transport_setting {
	enum transport_key key;
	const char *value;
};

#define TRANSPORT_SIZE_UNKNOWN UINT64_MAX /* of an upload */

struct transport_request {
	const char *url;    /* in normal form */
	const char *method; /* "GET" */
	struct span fields; /* field lines, each with its CRLF */
	unsigned flags;
	struct span data; /* the body; p is NULL if there is none */
	int upload;       /* descriptor of the body; -1: none */
	uint64_t upload_n;
	int64_t upload_from; /* its offset now; -1: it can be read once */
	uint64_t timeout_ms; /* for the whole transfer; 0: no limit */
	const struct transport_setting *setting;
	size_t nsettings;
	bool form; /* the settings contain a form, which is the body */
	struct span form_input; /* standard input, for NAME=@- */
};

struct transport_events {
	void *arg;
	/* Each returns false to end the transfer. */
	bool (*head)(void *arg, struct span head);
	bool (*body)(void *arg, struct span bytes);
	/* Each may be NULL. */
	void (*interim)(void *arg, struct span head);
	void (*sent)(void *arg, uint64_t n); /* so far */
};

enum transport_answer {
	TRANSPORT_DONE,    /* the whole response has arrived */
	TRANSPORT_STOPPED, /* an event ended the transfer */
	TRANSPORT_FAILED   /* the network or the peer failed; `why` says how */
};

/* Whether another try may succeed, by the rules of curl's --retry. */
enum transport_hope { TRANSPORT_FINAL, TRANSPORT_PASSING, TRANSPORT_REFUSED };

struct transport_outcome {
	const char *why; /* valid until the next run */
	enum transport_hope hope;
	int code;      /* libcurl's code, with TRANSPORT_FAILED */
	int jar_error; /* 0, or -errno: the jar was not written */
	bool drained;  /* bytes of the upload were read: a pipe has them once */
	bool secure;
	long version; /* 11, 20; 10 for HTTP/1.0 */
	uint64_t sent, head_n;
	char address[64], own[64]; /* of the peer, and ours */
	unsigned port, own_port;
	/* OpenSSL's reasons why a certificate is not trusted; 0: it is. */
	unsigned verify, proxy_verify;
	unsigned connect;   /* the status of a proxy's CONNECT, or 0 */
	uint64_t request_n; /* bytes of the request's head */
	/* Microseconds since the start; 0 if the step was not needed. */
	int64_t resolved_us, connected_us, secured_us, first_us, total_us;
};

struct transport {
	void *self;
	enum transport_answer (*run)(void *self,
	    const struct transport_request *, const struct transport_events *,
	    struct transport_outcome *);
};

#endif
