/*
 * ask -- from the command line to what is fetched: URLs and field lines.
 *
 * Pure.
 */
#ifndef CLIENT_ASK_H
#define CLIENT_ASK_H

#include "client/options.h"
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

/* GET, HEAD, POST, PUT, or what -X says. */
const char *ask_method(const struct options *);

#endif
