/*
 * request -- the head of a request: finds its end, then parses it.
 *
 * RFC 9112 2, 3, 5.  Pure.  A request consists of spans into the bytes read,
 * and is valid as long as they are.
 *
 *	struct request_scan scan = { 0 };
 *	size_t n;
 *
 *	while ((answer = request_scan(&scan, bytes, &bounds, &n, &why)) ==
 *	    REQUEST_MORE)
 *		read more bytes after these
 *	if (answer == REQUEST_HEAD)
 *		why = request_parse((struct span){ bytes.p, n }, ...);
 *
 * The scan looks at no ended line twice.  It refuses as soon as the first line
 * shows that this is not HTTP/1, so that a client that speaks TLS or sends a
 * greeting is not left waiting.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "http/field.h"
#include "http/framing.h"
#include "http/method.h"
#include "http/target.h"

struct request_bounds {
	size_t target, fields_size, fields;
};

struct request {
	struct span method_token, raw_target;
	enum method method;
	int minor; /* HTTP/1.minor; above 1 it means 1 (9110 2.5) */
	struct framing framing;
	struct span host;        /* host of the target URI; may be empty */
	enum refusal target_why; /* REFUSE_NOT: target is valid */
	struct target target;
	struct fields fields;
	bool secure; /* it came by TLS: the caller sets it after parsing */
};

enum request_answer { REQUEST_MORE, REQUEST_HEAD, REQUEST_REFUSED };

/* Initialise with = { 0 } for each request. */
struct request_scan {
	size_t seen;   /* bytes already scanned */
	size_t lines;  /* ended lines of the request */
	size_t start;  /* offset of the request line: 0 or 2 */
	size_t fields; /* offset of the fields, if lines > 0 */
};

/*
 * Looks for the end of the head.  bytes starts at the request and includes the
 * bytes of earlier calls.  REQUEST_HEAD sets *head_n, the length including the
 * empty line; REQUEST_REFUSED sets *why.
 */
enum request_answer request_scan(struct request_scan *, struct span bytes,
    const struct request_bounds *, size_t *head_n, enum refusal *why);

/*
 * Parses the head that request_scan found: request line, fields, framing and
 * Host, in that order; the first error is returned.  An error in the target
 * alone goes to target_why instead, since the connection need not be closed for
 * it.  target_parse stores the path in path_room.
 */
enum refusal request_parse(struct span head, const struct request_bounds *,
    struct text path_room, struct request *);

/* Returns the first line of the bytes that have arrived, for the log. */
struct span request_first_line(struct span bytes);

/*
 * Fills a refused request with its method and target, as far as they have
 * arrived.  Apart from these it is a request without fields that closes the
 * connection.
 */
void request_salvage(struct span bytes, struct request *);

#endif
