/*
 * ask -- turns the command line into the URL and the field lines of a request.
 *
 * Pure.
 */
#ifndef CLIENT_ASK_H
#define CLIENT_ASK_H

#include "client/fetch.h"
#include "client/options.h"
#include "client/transport.h"
#include "http/uri.h"

/*
 * Appends the normal form of a URL.  A URL that ends in a slash gets the name
 * of the file that is uploaded to it.  *userinfo, as uri_normalise sets it,
 * points into the word.
 */
enum uri_answer ask_url(const struct options *, struct span word, struct text *,
    struct span *userinfo);

/* Appends HOST PORT FILE as one word, for ask_url. */
void ask_put_host(struct text *, const struct options *);

/* The sentence about a request for which ask_put_fields returns false. */
#define ASK_TOO_LONG "the header fields, or name and password, are too long"

/*
 * Appends the field lines of the request to *fields.  Lines with credentials
 * are appended to *credentials, since they go to one origin only.  from: the
 * first byte that is wanted; 0: all.  Returns false if there is not room for
 * all of them, and then the request cannot be sent.
 */
bool ask_put_fields(struct text *fields, struct text *credentials,
    const struct options *, struct span userinfo, uint64_t from);

/* Appends the data of -G to the URL, which keeps its own query. */
void ask_put_query(struct text *url, struct span data);

/*
 * Appends the realm of cache/vary: a line for each setting that makes another
 * server answer.  Returns false if there is not room for all of them.
 */
bool ask_put_realm(struct text *, const struct options *);

/* Returns true if a -H gives a field of this name. */
bool ask_has_field(const struct options *, struct span name);

/* Returns the value of the last setting of this kind, or NULL. */
const char *ask_setting(const struct options *, enum transport_key);

/*
 * Returns the flags of the fetch, such as FETCH_STAY.  to_file: the body goes
 * to a file; goes_on: it continues that file.
 */
unsigned ask_fetch_flags(const struct options *, bool to_file, bool goes_on);

/* Returns GET, HEAD, POST, PUT, or the method of -X. */
const char *ask_method(const struct options *);

#endif
