/*
 * uri -- http and https URIs: one normal form, references, origins.
 *
 * RFC 9110 4.2, RFC 3986 5.2 and 6.2.  Pure.  In normal form the scheme and
 * host are in lower case, and the default port and dot segments are removed.
 * Escapes of unreserved characters are undone, other escapes have capital
 * digits, and characters that are not allowed in a URI are escaped.  Userinfo
 * and fragment are removed.  Two URIs are equal if their normal forms are.
 *
 *	uri_normalise(SPAN("Example.ORG:80/a/../b c#top"), &t, &user)
 *		"http://example.org/b%20c"
 */
#ifndef HTTP_URI_H
#define HTTP_URI_H

#include "base/text.h"

enum uri_answer {
	URI_GOOD,
	URI_SCHEME, /* neither http nor https */
	URI_BAD     /* no host, no valid port, a control character, too long */
};

struct uri { /* spans into a normal form */
	struct span scheme, origin, host, port, path, query;
};

/*
 * Appends the normal form of a URI typed by a person; without a scheme it is
 * http.  With URI_GOOD, *userinfo is the part before "@", still escaped, and
 * points into `typed`.
 */
enum uri_answer uri_normalise(
    struct span typed, struct text *, struct span *userinfo);

/*
 * Resolves a reference, such as a Location, against a base in normal form (3986
 * 5.2), and appends the normal form of the result.
 */
enum uri_answer uri_resolve(
    struct span base, struct span reference, struct text *);

/* Takes a normal form apart; the path begins with a slash. */
void uri_split(struct span normal, struct uri *);

/*
 * Returns true if two URIs in normal form have the same scheme, host and port
 * (9110 4.3.1).
 */
bool uri_same_origin(struct span, struct span);

/* Returns the last segment of the path, not decoded; may be empty. */
struct span uri_base_name(struct span normal);

/* Appends s with escapes decoded; a stray "%" is kept. */
void uri_put_decoded(struct text *, struct span);

#endif
