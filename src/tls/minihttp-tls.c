/*
 * minihttp-tls -- main: decrypts one connection for a handler that knows no
 * TLS.  minihttp-tls.8 is the manual, README.md here the design.
 *
 *	main --fork--> key process: the keys; signs once (tls/key_process)
 *	     --fork--> handler: waits for its first byte, then executes minihttp
 *	     stays     handshake process: the connection (tls/handshake);
 *		       then the kernel decrypts (kernel_tls), or this (pump)
 */
#define _GNU_SOURCE
#include "os/activation.h"
#include "os/clock.h"
#include "os/obituary.h"
#include "os/privilege.h"
#include "tls/cage.h"
#include "tls/cage_show.h"
#include "tls/connection.h"
#include "tls/handler_start.h"
#include "tls/key_process.h"
#include "tls/options.h"
#include "tls/self_signed.h"
#include "tls/service.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

static struct log error_log;
static struct certificate certificates[OPTIONS_PAIRS];
static struct handshake handshake;
static struct client_ca authorities;

static struct connection connection = { .handshake = &handshake,
	.log = &error_log };

static void
complain(struct span what, const char *reason)
{
	log_complain(&error_log, what, reason);
}

/*
 * Makes sure that descriptors 0 to 2 are open, and that 2 is not the client's
 * connection.
 */
static bool
prepare_descriptors(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	while (null >= 0 && null <= STDERR_FILENO)
		null = fcntl(null, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	log_stderr(&error_log, "minihttp-tls", STDIN_FILENO);
	if (null < 0)
		return false;
	if (error_log.fd < 0)
		/* nothing is logged if this fails */
		(void)dup2(null, STDERR_FILENO);
	close(null);
	return true;
}

static void
print(struct span s)
{
	/* an error is ignored, since it cannot be reported */
	(void)!write(STDOUT_FILENO, s.p, s.n);
}

static void
show_confinement(void)
{
	static char buf[CAGE_SHOW_PIECE];
	struct text t = TEXT(buf);

	cage_show_begin(&t);
	print(TEXT_SPAN(t));
	t.n = 0;
	for (size_t i = 0; cage_show_process(&t, i); i++, t.n = 0)
		print(TEXT_SPAN(t));
	cage_show_end(&t);
	print(TEXT_SPAN(t));
}

/* Returns the exit code if the program ends here, or -1. */
static int
read_options(int argc, char **argv, struct options *o)
{
	const char *why = options_parse(argc, (const char *const *)argv, o);
	char buf[2048];
	struct text t = TEXT(buf);

	if (why != NULL) {
		complain(o->walk.wrong, why);
		return EX_USAGE;
	}
	switch (o->mode) {
	case OPTIONS_VERSION:
		print(SPAN("minihttp-tls " VERSION "\n"));
		return EX_OK;
	case OPTIONS_HELP:
		options_help(&t);
		print(TEXT_SPAN(t));
		return EX_OK;
	case OPTIONS_CONFINEMENT:
		show_confinement();
		return EX_OK;
	default:
		return -1;
	}
}

static bool
name_all(const struct options *o)
{
	bool good = true;

	for (size_t i = 0; i < o->npairs; i++) {
		certificates[i].which = (unsigned)i;
		good = certificate_name(
			   &certificates[i], &o->pair[i], &error_log) &&
		       good;
	}
	return good;
}

static bool
test_one(struct certificate *c, const struct options_pair *pair)
{
	gnutls_privkey_t key;

	return certificate_name(c, pair, &error_log) &&
	       certificate_open_chain(c, &error_log) &&
	       certificate_open_key(c, &error_log, &key) &&
	       certificate_is_current(
		   c, clock_wall_ns() / 1000000000, &error_log);
}

static bool
test_authorities(const struct options *o)
{
	return o->client_ca == NULL ||
	       (client_ca_open(&authorities, o, &error_log) &&
		   client_ca_is_current(
		       &authorities, clock_wall_ns() / 1000000000, &error_log));
}

/* Tests everything that serving would read, and the dates (-t). */
static int
test(const struct options *o)
{
	bool good = test_authorities(o);

	for (size_t i = 0; i < o->npairs; i++)
		good = test_one(&certificates[i], &o->pair[i]) && good;
	if (good)
		print(SPAN("certificates are good\n"));
	return good ? EX_OK : EX_CONFIG;
}

/*
 * Makes a new certificate (-N), for the names given or for the names that this
 * machine uses for itself.
 */
static int
make_new(const struct options *o)
{
	static char host[256];
	static const char *const own[] = { "localhost", "127.0.0.1", "::1",
		host };
	char buf[1024];
	struct text t = TEXT(buf);
	struct self_signed s = { .directory = o->fresh,
		.names = o->command,
		.now_s = clock_wall_ns() / 1000000000 };
	struct span what;
	const char *why;

	while (o->command[s.n] != NULL)
		s.n++;
	if (s.n == 0) {
		s.names = own;
		s.n = gethostname(host, sizeof host - 1) == 0 &&
			      host[0] != '\0' && strcmp(host, own[0]) != 0
			  ? 4
			  : 3;
	}
	text_put(&t, span_str(o->fresh));
	text_put(&t, SPAN(": a certificate for "));
	for (size_t i = 0; i < s.n; i++) {
		text_put(&t, i > 0 ? SPAN(", ") : SPAN(""));
		text_put(&t, span_str(s.names[i]));
	}
	text_put(&t, SPAN("\nSHA-256 "));
	why = self_signed_make(&s, &what, &t);
	if (why != NULL) {
		complain(what, why);
		return EX_CANTCREAT;
	}
	text_char(&t, '\n');
	print(TEXT_SPAN(t));
	return EX_OK;
}

/* Returns false after logging that descriptor 0 is no connection. */
static bool
find_connection(const struct options *o)
{
	struct connection *c = &connection;

	c->fd = STDIN_FILENO;
	c->timeout_ms = o->timeout_ms;
	if (activation_of(c->fd, &c->client) != ACTIVATION_CONNECTION) {
		complain(SPAN("standard input"),
		    "not a connection: systemd (Accept=yes) or an inetd has to "
		    "start minihttp-tls");
		return false;
	}
	c->pump = o->pump;
	connection_prepare(c);
	return true;
}

/* Starts both other processes, before this one knows anything to hide. */
static bool
start_others(const struct options *o)
{
	struct connection *c = &connection;
	struct key_process_setup setup = { certificates, o->npairs,
		o->timeout_ms, &error_log };
	int err = key_process_start(&setup, &c->key);

	if (err == 0)
		err =
		    handler_start(o->command, c->key, &error_log, &c->handler);
	if (err < 0)
		complain(SPAN("starting"), strerror(-err));
	return err == 0;
}

/* Reads the chains, and gives up all that a handshake does not need. */
static bool
confine(const struct options *o)
{
	struct connection *c = &connection;
	const char *why;

	for (size_t i = 0; i < o->npairs; i++)
		if (!certificate_open_chain(&certificates[i], &error_log))
			return false;
	if (o->client_ca != NULL &&
	    !client_ca_open(&authorities, o, &error_log))
		return false;
	why = handshake_load(&handshake, certificates, o->npairs,
	    o->client_ca != NULL ? &authorities : NULL);
	if (why == NULL)
		why = handshake_begin(&handshake, c->key);
	if (why == NULL && privilege_held() &&
	    privilege_become(CAGE_USER, CAGE_USER) < 0)
		why = "root cannot be given up";
	if (fcntl(c->fd, F_SETFL, O_RDWR | O_NONBLOCK) < 0 ||
	    fcntl(c->handler, F_SETFL, O_RDWR | O_NONBLOCK) < 0)
		why = "the connection cannot be made non-blocking";
	/*
	 * descriptor 1 was a second one for the connection; cage.def allows
	 * only 0 and 1
	 */
	if (dup2(c->handler, STDOUT_FILENO) < 0)
		why = "the channel to the handler cannot be moved";
	close(c->handler);
	c->handler = STDOUT_FILENO;
	obituary_prepare(&error_log, OBITUARY_OF_ALL);
	if (why == NULL && !cage_enter(CAGE_HANDSHAKE, &c->key, 1))
		why = CAGE_NOT;
	if (why != NULL)
		complain(SPAN(""), why);
	return why == NULL;
}

static int
serve_one(const struct options *o)
{
	if (!find_connection(o))
		return EX_USAGE;
	if (!name_all(o))
		return EX_CONFIG;
	if (!start_others(o))
		return EX_OSERR;
	if (!confine(o))
		return EX_CONFIG;
	connection_serve(&connection);
	return EX_OK;
}

int
main(int argc, char **argv)
{
	struct options o;
	int code;

	if (!prepare_descriptors())
		return EX_OSERR;
	code = read_options(argc, argv, &o);
	if (code >= 0)
		return code;
	if (o.mode == OPTIONS_TEST)
		return test(&o);
	if (o.mode == OPTIONS_NEW)
		return make_new(&o);
	/* otherwise GnuTLS would write keys to that file */
	(void)unsetenv("SSLKEYLOGFILE");
	/* a write to a peer that has gone is to return an error */
	(void)signal(SIGPIPE, SIG_IGN);
	if (o.mode == OPTIONS_SERVICE)
		return service_run(&o, &error_log);
	/* no exit status of a child is needed */
	(void)signal(SIGCHLD, SIG_IGN);
	/* the handler ends on SIGTERM, and this process after it */
	(void)signal(SIGTERM, SIG_IGN);
	return serve_one(&o);
}
