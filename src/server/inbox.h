/*
 * inbox -- holds bytes that were read from a connection and have not been used
 * yet.
 *
 *	buf:	| head of the request | body, passing by | the next requests |
 *		0		      head		 at		     n
 *
 * Heads, chunks and leftover bytes are read into the front of the buffer, so
 * that little has to be moved; a body of known length uses all of it.
 *
 * The head stays in place while its request is answered, because the request
 * consists of spans into it.  The body passes behind it. inbox_next then moves
 * the leftover bytes, which are the start of a pipelined request, to the front.
 */
#ifndef SERVER_INBOX_H
#define SERVER_INBOX_H

#include "base/limits.h"
#include "base/span.h"
#include "http/chunked.h"
#include "http/framing.h"
#include "os/wire.h"

struct inbox {
	size_t head; /* length of the head, when known */
	size_t at;   /* bytes before it have been used */
	size_t n;
	char buf[LIMIT_HEAD + LIMIT_BULK];
};

/* Up to here the buffer is filled with data that another request may follow. */
#define INBOX_FRONT (LIMIT_HEAD + LIMIT_INTAKE)

/* The state of reading a request body.  Start with body_init. */
struct body {
	enum framing_body kind;
	uint64_t left; /* with FRAMING_LENGTH */
	uint64_t seen; /* content so far */
	struct chunked chunked;
	struct pace pace;
};

enum body_answer { BODY_PIECE, BODY_OVER, BODY_FAILED };

/* Discards everything before `at`; the next request starts at 0. */
void inbox_next(struct inbox *);

/*
 * Prepares to read a body.  A pace with start_ms -1 starts at the first wait.
 */
void body_init(struct body *, const struct framing *, const struct pace *);

/*
 * Reads the next piece of content.  BODY_PIECE sets *piece, which lies in the
 * inbox and is valid until the next call.  BODY_OVER leaves `at` behind the
 * body.  BODY_FAILED sets *why.
 */
enum body_answer body_next(struct body *, struct inbox *, struct wire *,
    struct span *piece, enum refusal *why);

#endif
