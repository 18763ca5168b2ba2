/*
 * reply -- the head of a response, from values to bytes.
 *
 * RFC 9112 4, and the sections of RFC 9110 named beside the fields.  This
 * is the only place that writes a response field: whatever a value holds,
 * it cannot hold a CR or LF that was not put here (9112 11.1), because
 * paths are percent-encoded and types are checked before they come.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/etag.h"
#include "http/method.h"
#include "http/range.h"

enum reply_connection {
	REPLY_PERSISTS, /* nothing needs saying in HTTP/1.1 */
	REPLY_KEEPS,    /* to HTTP/1.0 it does, 9112 9.3 */
	REPLY_CLOSES    /* 9112 9.6 */
};

enum reply_range { REPLY_NO_RANGE, REPLY_RANGE, REPLY_UNSATISFIED };

/* Where a field is not to be sent, its member is zero. */
struct reply {
	int status;
	int64_t date; /* 6.6.1; always sent */
	enum reply_connection connection;
	struct span type, charset; /* 8.3 */
	struct span boundary;      /* then the type is multipart */
	struct span policy;        /* Content-Security-Policy */
	bool no_store;             /* RFC 9111 5.2.2.5 */
	bool has_length;
	uint64_t length;  /* 8.6 */
	struct etag etag; /* 8.8.3 */
	bool has_modified;
	int64_t modified;    /* 8.8.2 */
	bool accepts_ranges; /* 14.3 */
	enum reply_range range_kind;
	struct byte_range range; /* 14.4 */
	uint64_t complete_length;
	bool has_allow;
	unsigned allow; /* 10.2.1; a set of methods, may be empty */
	bool redirects;
	struct span location; /* 10.2.2; decoded, "/x/" for "x" */
	bool has_query;
	struct span query;
	unsigned retry_after_s; /* 10.2.3 */
};

/* Status line, fields and the empty line. */
void reply_head(struct text *, const struct reply *);

/* The media type of a representation, with its charset if it has one. */
void reply_put_type(struct text *, struct span type, struct span charset);

/* "bytes 0-499/1234" */
void reply_put_range(
    struct text *, const struct byte_range *, uint64_t complete_length);

#endif
