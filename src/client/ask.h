/*
 * ask -- from the command line to what is fetched: URLs and field lines.
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

/* HOST PORT FILE as one word, for ask_url. */
void ask_put_host(struct text *, const struct options *);

/*
 * The field lines of the request; those with credentials apart, since they
 * go to one origin alone.  from: the first byte that is wanted.
 */
void ask_put_fields(struct text *fields, struct text *credentials,
    const struct options *, struct span userinfo, uint64_t from);

/* -G: appends the data to the URL, whose own query stays. */
void ask_put_query(struct text *url, struct span data);

/*
 * The realm of cache/vary: every setting that makes another server answer, a
 * line each.  False if there is not room for all of them.
 */
bool ask_put_realm(struct text *, const struct options *);

/* Whether -H gives a field of this name. */
bool ask_has_field(const struct options *, struct span name);

/* The value of the last setting of this kind, or NULL. */
const char *ask_setting(const struct options *, enum transport_key);

/*
 * How it is fetched: FETCH_STAY and its like.  to_file: the body goes to a
 * file; goes_on: behind what that file has.
 */
unsigned ask_fetch_flags(const struct options *, bool to_file, bool goes_on);

/* GET, HEAD, POST, PUT, or what -X says. */
const char *ask_method(const struct options *);

#endif
