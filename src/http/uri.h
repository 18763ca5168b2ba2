/*
 * uri -- http and https URIs: one normal form, references, origins.
 *
 * RFC 9110 4.2, RFC 3986 5.2 and 6.2.  Pure.  In normal form the scheme and
 * host are in lower case, the default port is gone, dot segments are taken
 * out, escapes of unreserved characters are undone, others have capital
 * digits, and what may not stand in a URI is escaped.  There is no userinfo
 * and no fragment in it.  Two URIs are the same if their normal forms are.
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
	URI_BAD     /* no host, an odd port, a control character, too long */
};

struct uri { /* of a normal form, as spans into it */
	struct span scheme, origin, host, port, path, query;
};

/*
 * The normal form of what a person typed: without a scheme it is http.  With
 * URI_GOOD the text holds it and *userinfo is what stood before "@", still
 * escaped.
 */
enum uri_answer uri_normalise(
    struct span typed, struct text *, struct span *userinfo);

/* A reference, as of Location, against a base in normal form (3986 5.2). */
enum uri_answer uri_resolve(
    struct span base, struct span reference, struct text *);

/* Takes a normal form apart; the path begins with a slash. */
void uri_split(struct span normal, struct uri *);

/* Both in normal form: the same scheme, host and port (9110 4.3.1). */
bool uri_same_origin(struct span, struct span);

/* The last segment of the path, as it stands; may be empty. */
struct span uri_base_name(struct span normal);

/* Undoes the escapes; a stray "%" stays. */
void uri_put_decoded(struct text *, struct span);

#endif
