/*
 * args -- the command line of minihttpd, as minihttpd.8 has it.
 */
#ifndef DAEMON_ARGS_H
#define DAEMON_ARGS_H

#include "base/limits.h"
#include "base/option.h"

#define ARGS_OVERRIDES 28 /* a worker gets some of ours, and takes 32 */

/* Where it listens by hand, when nobody says. */
#define ARGS_PORT 8080

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
	bool addressed;      /* by -l or ADDRESS PORT, not by a port alone */
	bool managed; /* a service manager started us; not for args_parse */
	char two_words[128];         /* "ADDRESS:PORT" of ADDRESS PORT */
	char port[LIMIT_LISTEN][16]; /* "127.0.0.1:PORT" of -p and PORT */
	struct option_walk walk;     /* its wrong: what the answer is about */
};

/* NULL, or what is wrong.  *a holds pointers into argv and to itself. */
const char *args_parse(int argc, char **argv, struct args *);

/*
 * Started by hand, for a moment: no configuration is named, and no address.
 * Then the usual file does not apply; see minihttpd.8.
 */
bool args_by_hand(const struct args *);

/* Listens on 127.0.0.1 and this port, from now on; there is room for it. */
void args_listen(struct args *, unsigned port);

/* What --help prints. */
void args_help(struct text *);

#endif
