/*
 * writeout -- makes the text of -w, with the values of curl's variables.  Pure.
 *
 *	writeout_put(&t, "%{http_code}\n", &about)
 */
#ifndef CLIENT_WRITEOUT_H
#define CLIENT_WRITEOUT_H

#include "base/text.h"
#include "client/fetch.h"

struct writeout {
	const struct fetch_result *result;
	const char *method, *file; /* the name of the output file, or NULL */
	const char *asked;         /* the URL of the command line */
	struct span content_type, redirect;
	uint64_t body, sent; /* bytes */
	unsigned redirects;
	int code; /* the program's exit code */
};

/*
 * Returns the last name that is not a variable, or an empty span.  Such a name
 * is replaced by nothing.  %{stdout} and %{stderr} are not variables here,
 * since all text goes to standard output.
 */
struct span writeout_put(
    struct text *, const char *format, const struct writeout *);

#endif
