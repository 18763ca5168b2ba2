/*
 * target -- the request-target: its four forms, its path and its query.
 *
 * RFC 9112 3.2, RFC 9110 4.2, RFC 3986.  Pure.  The path is decoded once,
 * cut into segments, and dot segments are removed after decoding, so that
 * %2e%2e is the ".." that it stands for.
 *
 *	"/a//b/%2e/c%20d/?q"	path "a/b/c d", directory, query "q"
 *	"/"			path "", directory
 *	"/../x"			REFUSE_TARGET_CLIMBS
 */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

#include "base/text.h"
#include "http/method.h"
#include "http/refusal.h"

enum target_form {
	TARGET_ORIGIN,
	TARGET_ABSOLUTE,
	TARGET_AUTHORITY, /* CONNECT only */
	TARGET_ASTERISK   /* OPTIONS only */
};

struct target {
	enum target_form form;
	struct span authority; /* of the absolute and authority forms */
	struct span query;
	bool has_query;   /* "?" alone is a query, and empty */
	bool directory;   /* the path ends in a slash */
	bool secure;      /* the scheme is https */
	struct span path; /* decoded, without NUL and outer slashes */
};

/*
 * Parses the target, and sets *out if it returns REFUSE_NOT.  The path is
 * written to the end of the caller's room, followed by a NUL.  REFUSE_PATH_LONG
 * means that it does not fit.
 */
enum refusal target_parse(
    struct span raw, enum method, struct text room, struct target *out);

/*
 * Appends one decoded segment of a path.  Returns REFUSE_TARGET_ESCAPE for an
 * escape that is malformed or stands for NUL or a slash.  No path that
 * target_parse has accepted contains one.
 */
enum refusal target_decode(struct span segment, struct text *);

/* Appends a path, percent-encoded where RFC 3986 3.3 requires it. */
void target_put_path(struct text *, struct span decoded);

/* Does the same, and appends each piece by the form, such as escape_html. */
void target_put_path_as(struct text *, struct span decoded, text_form *);

#endif
