/*
 * options -- parses the command line of minihttp, which minihttp.8 describes.
 *
 *	why = options_parse(argc, argv, &o);
 *	if (why != NULL)
 *		complain o.walk.wrong: why
 */
#ifndef SERVER_OPTIONS_H
#define SERVER_OPTIONS_H

#include "base/option.h"

#define OPTIONS_OVERRIDES 32

enum options_mode {
	OPTIONS_SERVE,
	OPTIONS_TEST,
	OPTIONS_PRINT,
	OPTIONS_SIGN,
	OPTIONS_VERSION,
	OPTIONS_HELP
};

struct options {
	enum options_mode mode;
	const char *conf_file; /* NULL: the default one, if it exists */
	const char *override[OPTIONS_OVERRIDES];
	size_t noverrides;
	bool json;               /* with OPTIONS_PRINT */
	const char *sign;        /* the path, with OPTIONS_SIGN */
	const char *sign_for;    /* the time: the word that is not an option */
	bool secure;             /* minihttp-tls is at descriptor 0 */
	int worker;              /* number of the worker of minihttpd; or -1 */
	const char *docroot;     /* or NULL */
	struct option_walk walk; /* its `wrong` is the argument in error */
};

/* Returns NULL or an error. *o holds pointers into argv and to itself. */
const char *options_parse(int argc, const char *const *argv, struct options *o);

/* Puts the text of --help. */
void options_help(struct text *);

#endif
