/*
 * reply -- the head of a response, from values to bytes.
 *
 * RFC 9112 4, and the sections of RFC 9110 named beside the fields.  This
 * is the only place that writes a response field: whatever a value holds,
 * it cannot hold a CR or LF that was not put here (9112 11.1), because
 * paths are percent-encoded and types, and fields that the operator adds, are
 * checked before they come.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/coding.h"
#include "http/digest.h"
#include "http/etag.h"
#include "http/field.h"
#include "http/method.h"
#include "http/range.h"

enum reply_connection {
	REPLY_PERSISTS, /* nothing needs saying in HTTP/1.1 */
	REPLY_KEEPS,    /* to HTTP/1.0 it does, 9112 9.3 */
	REPLY_CLOSES    /* 9112 9.6 */
};

enum reply_range { REPLY_NO_RANGE, REPLY_RANGE, REPLY_UNSATISFIED };

/*
 * What Location is: "/" the path, "/" again unless it is a file; or what the
 * operator wrote, with a path behind it.
 */
enum reply_location {
	REPLY_NOWHERE,
	REPLY_TO_DIRECTORY,
	REPLY_TO_FILE,
	REPLY_TO_URI
};

/* Where a field is not to be sent, its member is zero. */
struct reply {
	int status;
	int64_t date; /* 6.6.1; always sent */
	enum reply_connection connection;
	struct span type, charset; /* 8.3 */
	enum coding coding;        /* 8.4 */
	struct span boundary;      /* then the type is multipart */
	struct span passed; /* field lines of others, checked, each with CRLF */
	struct span policy; /* Content-Security-Policy */
	bool no_store;      /* RFC 9111 5.2.2.5 */
	bool no_cache;      /* 5.2.2.4 */
	struct span cache_control; /* 5.2; if it is neither of these */
	struct span varies;        /* RFC 9110 12.5.5: names of fields */
	bool chunked;              /* 9112 7.1; then no length */
	bool has_length;
	uint64_t length;  /* 8.6 */
	struct etag etag; /* 8.8.3 */
	bool has_modified;
	int64_t modified;    /* 8.8.2 */
	bool accepts_ranges; /* 14.3 */
	enum reply_range range_kind;
	struct byte_range range; /* 14.4 */
	uint64_t complete_length;
	const unsigned char *digest; /* RFC 9530 3; NULL for none */
	enum sha2_kind digest_kind;
	bool has_allow;
	unsigned allow; /* 10.2.1; a set of methods, may be empty */
	enum reply_location locates; /* 10.2.2 */
	struct span location;        /* decoded, without a slash around it */
	struct span location_name;   /* a file in the directory `location` */
	bool has_query;
	struct span query;
	struct span uri, fragment; /* as they are, before and behind all that */
	bool uri_slash;            /* behind location */
	bool content_located;      /* the content is that of location, 8.7 */
	bool authenticate;         /* 11.6.1, RFC 7617 */
	struct span realm;         /* 11.5; empty: that of the server */
	bool refuses_coding;       /* 12.5.3: Accept-Encoding in a 415 */
	bool returns_representation; /* RFC 7240 3 */
	unsigned retry_after_s;      /* 10.2.3 */
	const struct field *added;   /* an array; those in the set are sent, */
	uint64_t added_set;          /* if they have a value */
	bool no_nosniff;             /* one of them is that, or means none */
};

/* Status line, fields and the empty line. */
void reply_head(struct text *, const struct reply *);

/* The media type of a representation, with its charset if it has one. */
void reply_put_type(struct text *, struct span type, struct span charset);

/* "bytes 0-499/1234" */
void reply_put_range(
    struct text *, const struct byte_range *, uint64_t complete_length);

#endif
