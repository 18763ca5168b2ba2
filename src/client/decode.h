/*
 * decode -- decodes a content coding while the body passes.
 *
 * It loads zlib only when the first coded body arrives, since most runs have
 * none.  Several members of gzip are one body (RFC 1952 2.2), and "deflate" is
 * accepted with and without its zlib header (RFC 9110 8.4.1.2).
 *
 *	decode_begin(&d, coding)	NULL, or why it cannot be decoded
 *	decode_put(&d, bytes, fn, arg)	fn gets the decoded bytes
 *	decode_end(&d)			false: the coded body is cut short
 */
#ifndef CLIENT_DECODE_H
#define CLIENT_DECODE_H

#include "base/span.h"

enum decode_state {
	DECODE_OFF,     /* bytes pass unchanged */
	DECODE_START,   /* no byte has arrived yet */
	DECODE_BODY,    /* within a member */
	DECODE_BETWEEN, /* a member has ended */
	DECODE_BAD
};

struct decode {
	enum decode_state state;
	bool deflate;
	void *stream; /* zlib's, owned */
};

/* The codings that decode_begin accepts, as a value of Accept-Encoding. */
#define DECODE_CODINGS "deflate, gzip"

/* Starts a body of this coding.  Returns NULL, or why it cannot be decoded. */
const char *decode_begin(struct decode *, struct span coding);

/* Returns false if fn did, or if the bytes are damaged (DECODE_BAD). */
bool decode_put(struct decode *, struct span,
    bool (*fn)(void *arg, struct span), void *arg);

/*
 * Frees what decode_begin has allocated.  Returns false if the coded body was
 * cut short.
 */
bool decode_end(struct decode *);

#endif
