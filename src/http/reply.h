/*
 * reply -- the head of a response, from values to bytes.
 *
 * RFC 9112 4, and the sections of RFC 9110 named beside the fields.  Only this
 * module writes response fields.  No value can contain a CR or LF that was not
 * put here (9112 11.1): paths are percent-encoded, and types and the operator's
 * fields are checked when the configuration is read.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/coding.h"
#include "http/digest.h"
#include "http/etag.h"
#include "http/field.h"
#include "http/method.h"
#include "http/range.h"
#include "http/resumable.h"

enum reply_connection {
	REPLY_PERSISTS, /* the default of HTTP/1.1 */
	REPLY_KEEPS,    /* must be said in HTTP/1.0, 9112 9.3 */
	REPLY_CLOSES    /* 9112 9.6 */
};

enum reply_range { REPLY_NO_RANGE, REPLY_RANGE, REPLY_UNSATISFIED };

/*
 * The form of Location: "/" and the path, with another "/" after it unless it
 * is a file; or the operator's URI, perhaps with a path after it; or the same
 * path by https on `host` and `port`.
 */
enum reply_location {
	REPLY_NOWHERE,
	REPLY_TO_DIRECTORY,
	REPLY_TO_FILE,
	REPLY_TO_URI,
	REPLY_TO_HTTPS
};

/* The head of a response.  The field of a member that is zero is not sent. */
struct reply {
	int status;
	int64_t date; /* 6.6.1; always sent */
	enum reply_connection connection;
	struct span type, charset; /* 8.3 */
	enum coding coding;        /* 8.4 */
	struct span boundary;      /* then the type is multipart */
	struct span passed;        /* checked field lines of a script */
	struct span policy;        /* Content-Security-Policy */
	struct span disposition;   /* Content-Disposition, RFC 6266 */
	unsigned refresh_s;        /* Refresh, HTML 7.4.6 */
	bool no_store;             /* RFC 9111 5.2.2.5 */
	bool no_cache;             /* 5.2.2.4 */
	struct span cache_control; /* 5.2; unless one of these is set */
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
	struct span host;            /* of REPLY_TO_HTTPS */
	uint64_t port;               /* 0: that of the scheme */
	struct span uri, fragment;   /* verbatim before and after those */
	bool uri_slash;              /* a slash after location */
	bool content_located;        /* Content-Location is location, 8.7 */
	bool authenticate;           /* 11.6.1, RFC 7617 */
	struct span realm;           /* 11.5; empty: the server's */
	bool refuses_coding;         /* 12.5.3: Accept-Encoding in a 415 */
	bool returns_representation; /* RFC 7240 3 */
	unsigned retry_after_s;      /* 10.2.3 */
	const struct field *added;   /* an array; added_set selects from it */
	uint64_t added_set;          /* those to send, unless empty */
	const struct resumable_state *upload; /* the resumable one; or NULL */
	bool no_nosniff; /* one of them is X-Content-Type-Options */
};

/* Appends the status line, the fields and the empty line. */
void reply_head(struct text *, const struct reply *);

/*
 * Appends the media type of a representation, with its charset if it has one.
 */
void reply_put_type(struct text *, struct span type, struct span charset);

/* Appends "bytes 0-499/1234". */
void reply_put_range(
    struct text *, const struct byte_range *, uint64_t complete_length);

/*
 * Appends the URI reference of Location (10.2.2) or Content-Location (8.7).  It
 * is passed in pieces to the text_form, which appends each as it is (text_put)
 * or escaped for a page (escape_html).  If the operator has not given a URI, it
 * is a path-absolute reference, since the peer knows the origin that it asked.
 * Such a reference begins with exactly one slash, since two would name another
 * server.
 */
void reply_put_target(struct text *, const struct reply *, text_form *);

#endif
