/*
 * args -- the command line of minihttpd, as minihttpd.8 has it.
 */
#ifndef DAEMON_ARGS_H
#define DAEMON_ARGS_H

#include "base/limits.h"

#include <stddef.h>

#define ARGS_OVERRIDES 28 /* a worker gets some of ours, and takes 32 */

enum args_mode { ARGS_SERVE, ARGS_TEST, ARGS_VERSION, ARGS_HELP };

struct args {
	enum args_mode mode;
	const char *conf_file; /* NULL: the usual one, if it is there */
	const char *override[ARGS_OVERRIDES];
	size_t noverrides;
	const char *listen[LIMIT_LISTEN];
	size_t nlistens;
	const char *handler; /* the program to start; NULL: beside ours */
	const char *docroot; /* or NULL */
	char two_words[128]; /* "ADDRESS:PORT" of ADDRESS PORT */
};

/* NULL, or what is wrong. */
const char *args_parse(int argc, char **argv, struct args *);

#endif
