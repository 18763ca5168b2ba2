/*
 * strict -- a second, strict reader of HTTP/1.1, for what we write and what
 * we are sent.
 *
 * Answers are read as RFC 9110 and 9112 tell a sender to write them, without
 * leniency.  Requests are only framed: where does one end?  It shares no code
 * with src/, so that a mistake there is not made here again; of src/ it has
 * struct span, and calls nothing.
 *
 *	struct strict_request req;
 *	struct strict_answer ans;
 *	const char *wrong;
 *
 *	if (strict_request(in, &req) == STRICT_WHOLE)
 *		in = what follows after req.n bytes
 *	wrong = strict_answer(out, &req, &ans);
 *	if (wrong != NULL)
 *		out is not a valid answer to that request: say why
 */
#ifndef FUZZ_STRICT_H
#define FUZZ_STRICT_H

#include "base/span.h"

#define STRICT_FIELDS 32

struct strict_field {
	struct span name, value;
};

struct strict_head {
	int status;
	size_t n; /* fields */
	struct strict_field at[STRICT_FIELDS];
};

/* The parts of a request. */
enum strict_view {
	STRICT_WHOLE, /* all of it: n bytes */
	STRICT_PART,  /* the bytes end before it does */
	STRICT_NONE,  /* not even its first byte */
	STRICT_WRONG  /* nobody can say where it ends */
};

struct strict_request {
	struct span method, target; /* empty if there is no request line */
	int minor;
	bool persists, expects; /* Connection; 100-continue */
	bool has_body;          /* a field says so: its length may be 0 */
	bool known;             /* the head is whole */
	size_t n;               /* with its body */
	struct span body;       /* as it lies there: chunks and all */
	bool chunked;
};

/*
 * One request at the front of the bytes.  An empty line before it is part of
 * it (9112 2.2), and a bare LF may be the line that ends its head.
 */
enum strict_view strict_request(struct span, struct strict_request *);

/* Takes the content out of chunks: its length, or SIZE_MAX; room may be s. */
size_t strict_dechunk(struct span s, char *room, size_t *used);

struct strict_answer {
	struct strict_head head;
	size_t interim;      /* 100 answers before it */
	struct span content; /* chunks and all, if it is in chunks */
	bool chunked, closes;
	size_t n; /* bytes, interim answers and content */
};

/*
 * A head alone, which ends where the bytes do: NULL, or what is wrong with
 * it.  Only the form of the status is judged.
 */
const char *strict_head(struct span, struct strict_head *);

/*
 * A whole answer to this request at the front of the bytes, with all that the
 * status asks for: NULL, or what is wrong with it.  Content that is delimited
 * by the close is all that is left.
 */
const char *strict_answer(
    struct span, const struct strict_request *, struct strict_answer *);

/* The field lines alone, up to and with the empty line: taken off *s. */
const char *strict_fields(struct span *s, struct strict_head *);

/*
 * Takes a line off *s: up to CRLF, which is the first CR or LF there.  False
 * if it is not.
 */
bool strict_line(struct span *s, struct span *line);

bool strict_is_token(struct span);

/* The value of a field, or one with p NULL. */
struct span strict_get(const struct strict_head *, const char *name);

#endif
