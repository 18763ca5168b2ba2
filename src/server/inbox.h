/*
 * inbox -- what has been read from a connection and not yet been used.
 *
 *	buf:	| head of the request | body, passing by | the next requests |
 *		0		      head		 at		     n
 *
 * Heads, chunks and what is left over are read into the front of it, so
 * that little is ever moved; a body of known length has all of it.
 *
 * The head stays in place while its request is answered, for the request is
 * spans into it.  The body passes behind it.  inbox_next then moves what is
 * left over, the start of a pipelined request, to the front.
 */
#ifndef SERVER_INBOX_H
#define SERVER_INBOX_H

#include "base/limits.h"
#include "base/span.h"
#include "http/chunked.h"
#include "http/framing.h"
#include "os/wire.h"

struct inbox {
	size_t head; /* length of the head, once it is known */
	size_t at;   /* what is before it has been used */
	size_t n;
	char buf[LIMIT_HEAD + LIMIT_BULK];
};

/* Up to here is read what may be followed by another request. */
#define INBOX_FRONT (LIMIT_HEAD + LIMIT_INTAKE)

/* One request body on its way in.  Start with body_init. */
struct body {
	enum framing_body kind;
	uint64_t left; /* with FRAMING_LENGTH */
	uint64_t seen; /* content so far */
	struct chunked chunked;
	struct pace pace;
};

enum body_answer { BODY_PIECE, BODY_OVER, BODY_FAILED };

/* Everything up to `at` is done with; the request starts at 0 again. */
void inbox_next(struct inbox *);

/* A pace with start_ms -1 starts at the first wait. */
void body_init(struct body *, const struct framing *, const struct pace *);

/*
 * The next piece of content, in the inbox until the next call.  BODY_OVER
 * leaves `at` behind the body; BODY_FAILED sets *why.
 */
enum body_answer body_next(struct body *, struct inbox *, struct wire *,
    struct span *piece, enum refusal *why);

#endif
