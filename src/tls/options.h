/*
 * options -- parses the command line of minihttp-tls, which minihttp-tls.8
 * describes.  Pure.
 *
 *	minihttp-tls -C /etc/minihttp/tls minihttp -c FILE DOCROOT
 *	options of its own                | the handler's command
 *
 *	why = options_parse(argc, argv, &o);
 *	if (why != NULL)
 *		complain o.walk.wrong: why
 */
#ifndef TLS_OPTIONS_H
#define TLS_OPTIONS_H

#include "base/limits.h"
#include "base/option.h"

/*
 * The most certificates.  Each is read at every start, so the number is small.
 */
#define OPTIONS_PAIRS LIMIT_CERTIFICATES

/* Handshakes at a time, each of which has a channel to the key process. */
#define OPTIONS_HANDSHAKES_MOST 1024

enum options_mode {
	OPTIONS_SERVE,
	OPTIONS_TEST,
	OPTIONS_NEW,
	OPTIONS_SERVICE, /* of minihttpd */
	OPTIONS_CONFINEMENT,
	OPTIONS_VERSION,
	OPTIONS_HELP
};

/* A certificate as given; key is NULL if its name follows from path. */
struct options_pair {
	const char *path, *key;
};

/* A client shows no certificate, may show one, or has to. */
enum options_client {
	OPTIONS_CLIENT_NO,
	OPTIONS_CLIENT_ASK,
	OPTIONS_CLIENT_REQUIRE
};

struct options {
	enum options_mode mode;
	struct options_pair pair[OPTIONS_PAIRS];
	size_t npairs;
	enum options_client client;
	const char *client_ca, *client_crl; /* files; NULL: none */
	const char *fresh; /* the directory of a new certificate */
	uint64_t timeout_ms;
	bool pump;   /* the kernel does not decrypt */
	bool strict; /* a service: no bad pair is left out */
	/* Limits of a service; per_source counts connections, 0: no limit. */
	size_t handshakes, connections, per_source;
	uint64_t per_process; /* connections of a handshake process */
	/*
	 * The command of the handler, or the names in a new certificate; ends
	 * in NULL.
	 */
	const char *const *command;
	struct option_walk walk; /* its `wrong` is the argument in error */
};

/*
 * Returns NULL or an error.  argv ends in NULL; *o holds pointers into it and
 * to itself.  A mode that serves has a command and at least one pair.
 */
const char *options_parse(int argc, const char *const *argv, struct options *o);

/* Puts the text of --help. */
void options_help(struct text *);

#endif
