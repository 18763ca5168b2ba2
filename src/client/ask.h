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
 * The URL in normal form: of a word, of HOST PORT FILE, of an upload's name.
 * *userinfo points into *word.
 */
enum uri_answer ask_url(const struct options *, struct span word, struct text *,
    struct span *userinfo);

/* Appends HOST PORT FILE as one word, for ask_url. */
void ask_put_host(struct text *, const struct options *);

/*
 * The field lines of the request; those with credentials apart, since they
 * go to one origin alone.  from: the first byte that is wanted.
 */
void ask_put_fields(struct text *fields, struct text *credentials,
    const struct options *, struct span userinfo, uint64_t from);

/* Appends the data of -G to the URL, which keeps its own query. */
void ask_put_query(struct text *url, struct span data);

/*
 * Appends the realm of cache/vary: a line for each setting that makes another
 * server answer.  Returns false if there is not room for all of them.
 */
bool ask_put_realm(struct text *, const struct options *);

/* -H gives a field of this name. */
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
