/*
 * request -- the head of a request: find its end, then read it.
 *
 * RFC 9112 2, 3, 5.  Pure; a request is spans into the bytes read, and
 * lives as long as they do.
 *
 *	struct request_scan scan = { 0 };
 *	size_t n;
 *
 *	while ((answer = request_scan(&scan, bytes, &bounds, &n, &why)) ==
 *	    REQUEST_MORE)
 *		read more bytes behind those that there are
 *	if (answer == REQUEST_HEAD)
 *		why = request_parse((struct span){ bytes.p, n }, ...);
 *
 * The scan looks at no ended line twice.  It refuses as soon as the first
 * line shows that this is not HTTP/1, so that somebody who speaks TLS or
 * types a greeting is not left waiting.
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
	int minor; /* HTTP/1.minor; above 1 it means what 1 does (9110 2.5) */
	struct framing framing;
	struct span host;        /* of the target URI; may be empty */
	enum refusal target_why; /* REFUSE_NOT: target holds */
	struct target target;
	struct fields fields;
};

enum request_answer { REQUEST_MORE, REQUEST_HEAD, REQUEST_REFUSED };

/* Initialise with = { 0 } for each request. */
struct request_scan {
	size_t seen;   /* bytes that need no second look */
	size_t lines;  /* ended lines, empty ones before the request aside */
	size_t start;  /* where the request line starts: 0 or 2 */
	size_t fields; /* where the field lines start, once lines > 0 */
};

/*
 * bytes begins where the request does, and has the bytes of earlier calls
 * in front.  REQUEST_HEAD sets *head_n, the length up to and with the empty
 * line; REQUEST_REFUSED sets *why.
 */
enum request_answer request_scan(struct request_scan *, struct span bytes,
    const struct request_bounds *, size_t *head_n, enum refusal *why);

/*
 * head is what request_scan found.  Line, fields, framing, Host: what is
 * wrong with these is returned, in that order.  What is wrong with the
 * target alone is in target_why, for the connection need not end for it.
 * path_room is where target_parse puts the path.
 */
enum refusal request_parse(struct span head, const struct request_bounds *,
    struct text path_room, struct request *);

/* The first line of what has arrived, for the log. */
struct span request_first_line(struct span bytes);

/*
 * What can be told of a request that was refused: its method and target, as
 * far as they came; for the rest it is one without fields that closes.
 */
void request_salvage(struct span bytes, struct request *);

#endif
