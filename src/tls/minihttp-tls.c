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
#include "http/proxy_put.h"
#include "os/activation.h"
#include "os/clock.h"
#include "os/obituary.h"
#include "os/privilege.h"
#include "os/socket.h"
#include "tls/cage.h"
#include "tls/handler_start.h"
#include "tls/handshake.h"
#include "tls/kernel_tls.h"
#include "tls/key_process.h"
#include "tls/linger.h"
#include "tls/options.h"
#include "tls/pump.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

#define NOBODY 65534

static struct log error_log;
static struct certificate certificates[OPTIONS_PAIRS];
static struct handshake handshake;

/* The connection, and what it is connected to. */
struct ends {
	struct address client, own;
	int key, handler; /* channels */
	bool kernel;      /* the kernel can encrypt the connection */
};

static void
complain(struct span what, const char *reason)
{
	log_complain(&error_log, what, reason);
}

/* Descriptors 0 to 2 are open, and 2 is not what the client reads. */
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
		(void)dup2(null, STDERR_FILENO); /* then nothing is logged */
	close(null);
	return true;
}

static void
print(struct span s)
{
	(void)!write(STDOUT_FILENO, s.p, s.n); /* nobody is told */
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
	if (o->mode == OPTIONS_VERSION)
		print(SPAN("minihttp-tls " VERSION "\n"));
	if (o->mode == OPTIONS_HELP) {
		options_help(&t);
		print(TEXT_SPAN(t));
	}
	return o->mode == OPTIONS_VERSION || o->mode == OPTIONS_HELP ? EX_OK
								     : -1;
}

static bool
name_all(const struct options *o)
{
	bool good = true;

	for (size_t i = 0; i < o->npairs; i++)
		good = certificate_name(
			   &certificates[i], &o->pair[i], &error_log) &&
		       good;
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

/* -t: everything that serving would read, and the dates. */
static int
test(const struct options *o)
{
	bool good = true;

	for (size_t i = 0; i < o->npairs; i++)
		good = test_one(&certificates[i], &o->pair[i]) && good;
	if (good)
		print(SPAN("certificates are good\n"));
	return good ? EX_OK : EX_CONFIG;
}

/* Returns false after logging that descriptor 0 is no connection. */
static bool
find_connection(const struct options *o, struct ends *ends)
{
	union socket_name name;
	socklen_t n = sizeof name;
	int on = 1, unsent = 16384;

	if (activation_of(STDIN_FILENO, &ends->client) !=
	    ACTIVATION_CONNECTION) {
		complain(SPAN("standard input"),
		    "not a connection: systemd (Accept=yes) or an inetd has to "
		    "start minihttp-tls");
		return false;
	}
	ends->own = (struct address){ .family = ADDRESS_NONE };
	if (getsockname(STDIN_FILENO, &name.any, &n) == 0)
		socket_address(&name, &ends->own);
	/* each record is whole; a Unix socket has no such delay */
	(void)setsockopt(
	    STDIN_FILENO, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	/* there is room soon, and not only when a third of the buffer is */
	(void)setsockopt(STDIN_FILENO, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent,
	    sizeof unsent);
	ends->kernel = !o->pump && kernel_tls_attach(STDIN_FILENO);
	return true;
}

/* Starts both other processes, before this one knows anything to hide. */
static bool
start_others(const struct options *o, struct ends *ends)
{
	struct key_process_setup setup = { certificates, o->npairs,
		o->timeout_ms, &error_log };
	int err = key_process_start(&setup, &ends->key);

	if (err == 0)
		err = handler_start(
		    o->command, ends->key, &error_log, &ends->handler);
	if (err < 0)
		complain(SPAN("starting"), strerror(-err));
	return err == 0;
}

/* Reads the chains, and gives up all that a handshake does not need. */
static bool
confine(const struct options *o, struct ends *ends)
{
	const char *why;

	for (size_t i = 0; i < o->npairs; i++)
		if (!certificate_open_chain(&certificates[i], &error_log))
			return false;
	why = handshake_prepare(&handshake, certificates, o->npairs, ends->key);
	if (why == NULL && privilege_held() &&
	    privilege_become(NOBODY, NOBODY) < 0)
		why = "root cannot be given up";
	if (fcntl(STDIN_FILENO, F_SETFL, O_RDWR | O_NONBLOCK) < 0 ||
	    fcntl(ends->handler, F_SETFL, O_RDWR | O_NONBLOCK) < 0)
		why = "the connection cannot be made non-blocking";
	/* descriptor 1 was the connection once more; cage.def knows it */
	if (dup2(ends->handler, STDOUT_FILENO) < 0)
		why = "the channel to the handler cannot be moved";
	close(ends->handler);
	ends->handler = STDOUT_FILENO;
	obituary_prepare(&error_log, OBITUARY_OF_ALL);
	if (why == NULL && !cage_enter(CAGE_HANDSHAKE, &ends->key, 1))
		why = "this system has no seccomp, and minihttp-tls serves "
		      "nobody without it";
	if (why != NULL)
		complain(SPAN(""), why);
	return why == NULL;
}

/* A line for each handshake that failed; one that was not begun is no news. */
static void
log_failure(const struct address *client, const char *why)
{
	char buf[256];
	struct text t = { buf, sizeof buf - 1, 0 };

	if (why == NULL)
		return;
	address_put(&t, client);
	text_put(&t, SPAN(": TLS handshake: "));
	text_put(&t, span_str(why));
	text_char(&t, '\n');
	if (text_fits(&t))
		log_named(&error_log, LOG_LEVEL_INFO, TEXT_SPAN(t));
}

/* A browser shows this to a person who typed http:// and this port. */
static void
answer_plain(void)
{
	static const char answer[] =
	    "HTTP/1.1 400 Bad Request\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Length: 59\r\n"
	    "Connection: close\r\n\r\n"
	    "This port speaks HTTPS: write https:// before its address.\n";

	(void)send(STDIN_FILENO, answer, sizeof answer - 1, MSG_NOSIGNAL);
	linger(STDIN_FILENO);
}

/* The handler is executed when this arrives. */
static bool
send_header(const struct ends *ends, bool with_connection)
{
	char buf[PROXY_PUT_ROOM];
	struct text t = TEXT(buf);
	struct proxy_tls tls;

	handshake_learn(&handshake, &tls);
	proxy_put(&t, &ends->client, &ends->own, &tls);
	return text_fits(&t) && handler_start_send(ends->handler, TEXT_SPAN(t),
				    with_connection ? STDIN_FILENO : -1);
}

/*
 * The client may have gone while the handler stores what it sent, and systemd
 * ends the handler when this process ends.  The handler has deadlines.
 */
static void
wait_for_handler(const struct ends *ends)
{
	struct pollfd p = { .fd = ends->handler, .events = POLLIN };

	(void)shutdown(ends->handler, SHUT_WR); /* it may have ended */
	(void)poll(&p, 1, -1);                  /* until it answers or ends */
}

/* The bytes of the client pass through here. */
static void
serve_by_pump(const struct ends *ends)
{
	if (!send_header(ends, false))
		return;
	pump_run(&(struct pump){ .session = handshake.session,
	    .client = STDIN_FILENO,
	    .ended = &handshake.ended,
	    .handler = ends->handler });
	(void)close(STDIN_FILENO);
	wait_for_handler(ends);
}

/* The handler has the connection, and no keys are here any more. */
static void
serve_by_kernel(const struct ends *ends)
{
	bool sent = send_header(ends, true);

	gnutls_deinit(handshake.session);
	if (!sent)
		return;
	wait_for_handler(ends);
	kernel_tls_end(STDIN_FILENO);
}

static void
serve_session(const struct ends *ends)
{
	switch (ends->kernel ? kernel_tls_begin(handshake.session, STDIN_FILENO)
			     : KERNEL_TLS_NO) {
	case KERNEL_TLS_NO:
		serve_by_pump(ends);
		break;
	case KERNEL_TLS_YES:
		serve_by_kernel(ends);
		break;
	case KERNEL_TLS_BROKEN:
		log_failure(&ends->client, "the kernel took half of the keys");
		break;
	}
}

static void
serve(const struct options *o, const struct ends *ends)
{
	switch (handshake_run(&handshake, STDIN_FILENO, o->timeout_ms)) {
	case HANDSHAKE_DONE:
		serve_session(ends);
		break;
	case HANDSHAKE_PLAIN:
		answer_plain();
		break;
	case HANDSHAKE_FAILED:
		log_failure(&ends->client, handshake.why);
		break;
	}
}

int
main(int argc, char **argv)
{
	struct options o;
	struct ends ends;
	int code;

	if (!prepare_descriptors())
		return EX_OSERR;
	code = read_options(argc, argv, &o);
	if (code >= 0)
		return code;
	if (o.mode == OPTIONS_TEST)
		return test(&o);
	(void)unsetenv("SSLKEYLOGFILE"); /* GnuTLS would write keys to it */
	(void)signal(SIGPIPE, SIG_IGN);  /* a peer that goes is an error code */
	(void)signal(SIGCHLD, SIG_IGN);  /* nobody asks how a child ended */
	(void)signal(SIGTERM, SIG_IGN);  /* the handler ends, then this does */
	if (!find_connection(&o, &ends))
		return EX_USAGE;
	if (!name_all(&o))
		return EX_CONFIG;
	if (!start_others(&o, &ends))
		return EX_OSERR;
	if (!confine(&o, &ends))
		return EX_CONFIG;
	serve(&o, &ends);
	return EX_OK;
}
