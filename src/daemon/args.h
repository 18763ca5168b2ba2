/* args -- parses the command line of minihttpd, which minihttpd.8 describes. */
#ifndef DAEMON_ARGS_H
#define DAEMON_ARGS_H

#include "base/limits.h"
#include "base/option.h"

#define ARGS_OVERRIDES 28 /* a worker gets these and more, and takes 32 */

/* The default port if a person starts minihttpd. */
#define ARGS_PORT 8080

enum args_mode { ARGS_SERVE, ARGS_TEST, ARGS_VERSION, ARGS_HELP };

struct args {
	enum args_mode mode;
	const char *conf_file; /* NULL: the default one, if it exists */
	const char *override[ARGS_OVERRIDES];
	size_t noverrides;
	const char *listen[LIMIT_LISTEN];
	size_t nlistens;
	const char *handler; /* the program to start; NULL: beside minihttpd */
	const char *docroot; /* or NULL */
	bool addressed;      /* by -l or ADDRESS PORT, not by a port only */
	bool share, upload, qr;
	bool managed; /* a service manager started us; not for args_parse */
	char two_words[128];         /* "ADDRESS:PORT" of ADDRESS PORT */
	char port[LIMIT_LISTEN][16]; /* "127.0.0.1:PORT" of -p and PORT */
	struct option_walk walk;     /* its `wrong` is the argument in error */
};

/*
 * Returns NULL or an error.  The struct then holds pointers into argv and to
 * itself.
 */
const char *args_parse(int argc, char **argv, struct args *);

/*
 * Returns true if the program was started by hand: the command line names no
 * configuration and no address.  The default file does not apply then; see
 * minihttpd.8.
 */
bool args_by_hand(const struct args *);

/* Replaces the addresses by 127.0.0.1 and this port, which always has room. */
void args_listen(struct args *, unsigned port);

/* Puts the text of --help. */
void args_help(struct text *);

#endif
