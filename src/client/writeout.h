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
	const char *referer;       /* that of -e, or NULL */
	size_t number;             /* of the URL, from 0 */
	struct span content_type, redirect;
	struct span head;    /* field lines of the last response */
	uint64_t body, sent; /* bytes */
	unsigned redirects;
	int code; /* the program's exit code */
};

/* Receives the text. */
struct writeout_to {
	struct text *out, *err; /* for standard output, and behind %{stderr} */
	struct span unknown;    /* set to the last unknown name */
};

/* Appends the text.  A name that is not a variable is replaced by nothing. */
void writeout_put(
    struct writeout_to *, const char *format, const struct writeout *);

#endif
