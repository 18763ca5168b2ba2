/*
 * options -- the command line of minihttp, as minihttp.8 has it.
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
	OPTIONS_VERSION,
	OPTIONS_HELP
};

struct options {
	enum options_mode mode;
	const char *conf_file; /* NULL: the usual one, if it is there */
	const char *override[OPTIONS_OVERRIDES];
	size_t noverrides;
	int worker;              /* of minihttpd: its number; or -1 */
	const char *docroot;     /* or NULL */
	struct option_walk walk; /* its wrong: what the answer is about */
};

/* NULL, or what is wrong.  *o holds pointers into argv and to itself. */
const char *options_parse(int argc, const char *const *argv, struct options *o);

/* What --help prints. */
void options_help(struct text *);

#endif
