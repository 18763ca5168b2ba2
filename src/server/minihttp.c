/*
 * minihttp -- main: reads options and configuration, opens root and logs,
 * enters the sandbox, and then reads the first byte that a stranger sends.
 *
 * minihttp.8 is the manual.
 */
#define _GNU_SOURCE
#include "os/activation.h"
#include "os/obituary.h"
#include "os/relro.h"
#include "os/write_all.h"
#include "server/check.h"
#include "server/options.h"
#include "server/self.h"
#include "server/show.h"
#include "server/sign.h"
#include "server/startup.h"
#include "server/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

struct self self __attribute__((common));

/*
 * Moves the arguments from the stack, which the children of a listener do not
 * have.  If there is no room for all of them, the children get a copy of it.
 */
static void
move_arguments(int argc, char **argv)
{
	struct text t = TEXT(self.arguments);

	for (int i = 1; i < argc; i++) {
		char *at = t.p + t.n;

		text_put(&t, span_str(argv[i]));
		text_char(&t, '\0');
		if (!text_fits(&t))
			return;
		argv[i] = at;
	}
	self.worker.apart = true;
}

/* Returns the exit code if the program ends here, or -1. */
static int
read_options(int argc, char **argv, struct options *o)
{
	const char *why = options_parse(argc, (const char *const *)argv, o);

	if (why != NULL) {
		self_complain(o->walk.wrong, why);
		return EX_USAGE;
	}
	if (o->mode == OPTIONS_VERSION)
		(void)write_all(STDOUT_FILENO, SPAN("minihttp " VERSION "\n"));
	if (o->mode == OPTIONS_HELP) {
		struct text t = self_scratch();

		options_help(&t);
		(void)write_all(STDOUT_FILENO, TEXT_SPAN(t));
	}
	return o->mode == OPTIONS_VERSION || o->mode == OPTIONS_HELP ? EX_OK
								     : -1;
}

static void
enter_sandbox(unsigned roles)
{
	confine_close(&self.confine, roles);
	if (!confine_enter(&self.confine, roles))
		self.service.broken = true;
}

/* Serves fd 0, and fd 1 if that is not a connection. */
static void
serve_standard(enum activation how)
{
	struct pace pace = { -1, (int64_t)self.conf.send_timeout_ms,
		self.conf.send_min_rate };

	if (how == ACTIVATION_CONNECTION)
		wire_init_socket(&self.wire, STDIN_FILENO, &pace);
	else
		wire_init_stream(
		    &self.wire, STDIN_FILENO, STDOUT_FILENO, &pace);
	conn_serve(self_conn(), &self.service, &self.wire, &self.peer);
}

/* Serves one or more listening sockets. */
static int
serve_many(struct worker *w)
{
	int err = w->board != NULL ? 0 : worker_alone(w, &self.conf);

	w->conn = self_conn();
	w->wire = &self.wire;
	w->service = &self.service;
	w->confine = &self.confine;
	w->error = &self.error;
	w->attendance = &self.attendance;
	if (err == 0)
		err = worker_run(w);
	if (err < 0)
		self_complain(SPAN("listening"), strerror(-err));
	return err < 0 ? EX_OSERR : EX_OK;
}

/*
 * Returns true if minihttp-tls handed the connection over.  Neither a stranger
 * nor an inetd can make such a socket.
 */
static bool
is_of_tls(enum activation how, const struct address *peer)
{
	return how == ACTIVATION_CONNECTION && peer->family == ADDRESS_UNIX;
}

/*
 * Determines the task from fd 0 or as a worker.  Returns false after logging an
 * error.
 */
static bool
activate(const struct options *o, struct worker *w, enum activation *how)
{
	int err = 0;

	*how = ACTIVATION_LISTENER;
	if (o->worker >= 0)
		err = worker_inherit(w, o->worker, &self.error);
	else
		*how = activation_of(STDIN_FILENO, &self.peer);
	if (*how == ACTIVATION_OTHER ||
	    (o->secure && !is_of_tls(*how, &self.peer)))
		err = -ENOTCONN;
	if (err < 0)
		self_complain(SPAN("standard input"), strerror(-err));
	return err == 0;
}

static int
test(const struct options *o)
{
	struct text t = self_scratch();
	int code = check_run(&self.conf, &self.error);

	text_put(&t, SPAN("configuration is good: "));
	if (o->conf_file != NULL || access(CONF_FILE, F_OK) == 0)
		text_put(&t,
		    span_str(o->conf_file != NULL ? o->conf_file : CONF_FILE));
	else
		text_put(&t, SPAN("defaults"));
	text_char(&t, '\n');
	/* this comes last, since it is final */
	if (self.conf.sandbox == CONF_SANDBOX_REQUIRE)
		enter_sandbox(SANDBOX_STREAM);
	if (self.service.broken)
		code = EX_CONFIG;
	if (code == EX_OK && text_fits(&t))
		(void)write_all(STDOUT_FILENO, TEXT_SPAN(t));
	return code;
}

/* Prepares the process, before anything can go wrong. */
static void
prepare(void)
{
	relro_protect();
	self.root.fd = self.access.fd = -1;
	self.confine = (struct confine){ .conf = &self.conf,
		.root = &self.root,
		.passwords = -1,
		.spawner = -1,
		.channel = -1,
		.error = &self.error,
		.access = &self.access };
	log_stderr(&self.error, "minihttp", STDIN_FILENO);
}

int
main(int argc, char **argv)
{
	struct options o;
	enum activation how;
	bool good;
	int code;

	prepare();
	move_arguments(argc, argv);
	code = read_options(argc, argv, &o);
	if (code >= 0)
		return code;
	if (o.worker >= 0)
		worker_report(&self.error);
	good = conf_load(&self.conf, &o, self.conf_text, &self.error);
	if (o.mode != OPTIONS_SERVE && !good)
		return EX_CONFIG;
	if (o.mode == OPTIONS_PRINT)
		return o.json
			   ? show_json(&self.confine, self_scratch(), VERSION)
			   : show_text(&self.confine, self_scratch());
	if (o.mode == OPTIONS_SIGN)
		return sign_link(&self.conf, o.sign, o.sign_for, &self.error,
		    self_scratch());
	if (o.mode == OPTIONS_TEST)
		return test(&o);
	/* a write to a peer that has gone is to return an error */
	(void)signal(SIGPIPE, SIG_IGN);
	if (!activate(&o, &self.worker, &how))
		return EX_USAGE;
	if (!startup_open(&o, how, good, &self.worker.note))
		return EX_NOPERM;
	/*
	 * under an inetd stderr is the connection, which a log line must not
	 * enter
	 */
	obituary_prepare(self.error.fd >= 0 ? &self.error : &self.access,
	    how == ACTIVATION_LISTENER ? OBITUARY_OF_SANDBOX : OBITUARY_OF_ALL);
	if (how == ACTIVATION_LISTENER)
		return serve_many(&self.worker);
	if (how == ACTIVATION_CONNECTION)
		wire_prepare_socket(STDIN_FILENO);
	if (self.service.sealed)
		wire_prepare_socket(STDOUT_FILENO);
	enter_sandbox(
	    how == ACTIVATION_CONNECTION ? SANDBOX_SOCKET : SANDBOX_STREAM);
	serve_standard(how);
	return EX_OK;
}
