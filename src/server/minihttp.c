/*
 * minihttp -- main: reads options and configuration, opens root and logs,
 * enters the sandbox, and then reads the first byte that a stranger sends.
 *
 * minihttp.8 is the manual.
 */
#define _GNU_SOURCE
#include "config/conf.h"
#include "os/activation.h"
#include "os/cgi_spawner.h"
#include "os/counters_file.h"
#include "os/obituary.h"
#include "os/passwd.h"
#include "os/privilege.h"
#include "os/relro.h"
#include "server/cgi_run.h"
#include "server/check.h"
#include "server/conf_load.h"
#include "server/confine.h"
#include "server/conn.h"
#include "server/options.h"
#include "server/show.h"
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

#define PAGE 4096

/*
 * Everything that a process needs; too large for a stack.  It is "common", so
 * that the linker puts it after libc's few variables, which share a page with
 * it, and not before them.  The program aligns the connection itself at its
 * start, because an alignment by the linker would cost a page for what comes
 * before.
 */
extern struct self {
	struct docroot root;
	struct log error, access;
	struct address peer;
	struct wire wire;
	struct service service;
	struct confine confine;
	struct conf conf;
	char conn_room[sizeof(struct conn) + PAGE];
	char conf_text[CONF_LOAD_ROOM];
	struct statuspage status;
	char root_name[2 * LIMIT_PATH];
} self;
struct self self __attribute__((common));

static struct conn *
conn(void)
{
	uintptr_t at = (uintptr_t)self.conn_room;

	return (struct conn *)((at + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
}

static void
print(int fd, struct span s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);

		if (n <= 0)
			return;
		s = span_from(s, (size_t)n);
	}
}

/* Nothing is sent before conn_serve, so its outbox is free for use. */
static struct text
scratch(void)
{
	struct text t = TEXT(conn()->out.buf);

	return t;
}

static void
complain(struct span what, const char *reason)
{
	log_complain(&self.error, what, reason);
}

/* Returns the exit code if the program ends here, or -1. */
static int
read_options(int argc, char **argv, struct options *o)
{
	const char *why = options_parse(argc, (const char *const *)argv, o);

	if (why != NULL) {
		complain(o->walk.wrong, why);
		return EX_USAGE;
	}
	if (o->mode == OPTIONS_VERSION)
		print(1, SPAN("minihttp " VERSION "\n"));
	if (o->mode == OPTIONS_HELP) {
		struct text t = scratch();

		options_help(&t);
		print(1, TEXT_SPAN(t));
	}
	return o->mode == OPTIONS_VERSION || o->mode == OPTIONS_HELP ? EX_OK
								     : -1;
}

/*
 * Returns a span as a string for the kernel, in the scratch; shortened if it is
 * too long.
 */
static const char *
to_string(struct span s)
{
	struct text t = scratch();

	text_put(&t, s);
	t.p[t.n < t.room ? t.n : t.room - 1] = '\0';
	return t.p; /* what was cut is longer than PATH_MAX: ENAMETOOLONG */
}

/*
 * Returns 0 or -errno.  Descriptors 0 to 2 are open in a process that was
 * started properly; otherwise a file that we open would take the number of one
 * of them.
 */
static int
check_descriptor(int fd)
{
	return fd > STDERR_FILENO ? 0 : -EBADF;
}

/*
 * DOCROOT is not a directory: serves that file of its directory.  Returns 0 or
 * -errno.
 */
static __attribute__((noinline)) int
open_one_file(struct span path)
{
	struct span directory = path, name;

	while (directory.n > 0 && directory.p[directory.n - 1] != '/')
		directory.n--;
	name = span_from(path, directory.n);
	if (name.n == 0)
		return -ENOTDIR;
	conf_set_file(
	    &self.conf, directory.n > 0 ? directory : SPAN("."), name);
	return docroot_open_root(&self.root, to_string(conf_root(&self.conf)));
}

static bool
open_root(const struct options *o)
{
	struct span root = conf_root(&self.conf);
	int err = docroot_open_root(&self.root, to_string(root));

	if (err == -ENOTDIR && o->docroot != NULL)
		err = open_one_file(root);
	if (err == 0)
		err = check_descriptor(self.root.fd);
	if (err < 0)
		log_complain_of(&self.error, conf_root_directive(&self.conf),
		    root, strerror(-err));
	return err == 0;
}

static bool
open_access_log(void)
{
	const struct conf_log *log = &self.conf.access_log;
	int err;

	switch (log->to) {
	case CONF_LOG_OFF:
		self.access = LOG_OFF;
		return true;
	case CONF_LOG_STDERR:
		self.access = self.error;
		if (self.access.fd >= 0) /* or a worker's report */
			self.access.fd = STDERR_FILENO;
		return true;
	case CONF_LOG_FILE:
		break;
	}
	err = log_open(&self.access, to_string(log->path));
	if (err == 0)
		err = check_descriptor(self.access.fd);
	if (err < 0) {
		self.access.fd = -1;
		log_complain_of(
		    &self.error, "AccessLog", log->path, strerror(-err));
	}
	return err == 0;
}

/* Opens the counters.  If that fails, the site is served without them. */
static struct counters *
open_counters(void)
{
	struct counters *table;
	int err;

	if (self.conf.counters.n == 0)
		return NULL;
	err = counters_file_open(to_string(self.conf.counters), &table);
	if (err == 0)
		return table;
	log_complain_of(&self.error, "Counters", self.conf.counters,
	    counters_file_error(err));
	return NULL;
}

/*
 * Opens a file of passwords while the process may; it is read when a request
 * needs it.  Returns true if none is configured.
 */
static bool
open_passwords(const char *directive, struct span file, int *fd)
{
	*fd = -1;
	if (file.n == 0)
		return true;
	*fd = passwd_open(to_string(file));
	if (*fd >= 0 && check_descriptor(*fd) < 0)
		*fd = -EBADF;
	if (*fd < 0)
		log_complain_of(
		    &self.error, directive, file, passwd_reason(*fd));
	return *fd >= 0;
}

/* Opens the files of WriteAuth and Auth. */
static bool
open_all_passwords(struct service *s)
{
	bool good =
	    open_passwords("WriteAuth", self.conf.write_auth, &s->passwords);

	for (size_t i = 0; i < self.conf.auth.n; i++)
		good = open_passwords(
			   "Auth", self.conf.auth.at[i].file, &s->auth[i]) &&
		       good;
	self.confine.passwords = s->passwords;
	self.confine.auth = s->auth;
	return good;
}

/* Returns false if the process is still root without being told to stay it. */
static bool
leave_root(const struct options *o)
{
	const char *why;
	pid_t parent;
	bool held;

	if (!privilege_held())
		return true;
	parent = getppid();
	why = confine_user(self.conf.user, scratch(), &held);
	if (why != NULL) {
		log_complain_of(&self.error, "User", self.conf.user, why);
		self.service.broken = true;
	}
	if (why != NULL && held)
		complain(SPAN(""), "does not serve as root unless the "
				   "configuration says: User root");
	if (o->worker >= 0 && !worker_follow(parent))
		return false;
	return why == NULL || !held;
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
	conn_serve(conn(), &self.service, &self.wire, &self.peer);
}

/* Serves one or more listening sockets. */
static int
serve_many(struct worker *w)
{
	int err = w->board != NULL ? 0 : worker_alone(w, &self.conf);

	w->conn = conn();
	w->wire = &self.wire;
	w->service = &self.service;
	w->confine = &self.confine;
	w->error = &self.error;
	if (err == 0)
		err = worker_run(w);
	if (err < 0)
		complain(SPAN("listening"), strerror(-err));
	return err < 0 ? EX_OSERR : EX_OK;
}

/* A stranger has no such socket, and neither has an inetd. */
static bool
is_of_tls(enum activation how, const struct address *peer)
{
	return how == ACTIVATION_CONNECTION && peer->family == ADDRESS_UNIX;
}

/* Else fd 1 is the channel as well. */
static bool
is_sealed(void)
{
	struct address peer;

	return activation_of(STDOUT_FILENO, &peer) == ACTIVATION_CONNECTION &&
	       peer.family != ADDRESS_UNIX;
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
		complain(SPAN("standard input"), strerror(-err));
	return err == 0;
}

static int
test(const struct options *o)
{
	struct text t = scratch();
	int code = check_run(&self.conf, &self.error);

	text_put(&t, SPAN("configuration is good: "));
	if (o->conf_file != NULL || access(CONF_FILE, F_OK) == 0)
		text_put(&t,
		    span_str(o->conf_file != NULL ? o->conf_file : CONF_FILE));
	else
		text_put(&t, SPAN("defaults"));
	text_char(&t, '\n');
	/* last: it is for good */
	if (self.conf.sandbox == CONF_SANDBOX_REQUIRE)
		enter_sandbox(SANDBOX_STREAM);
	if (self.service.broken)
		code = EX_CONFIG;
	if (code == EX_OK && text_fits(&t))
		print(1, TEXT_SPAN(t));
	return code;
}

/* Before anything can be wrong. */
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

/*
 * Opens all that is served from, as the user that it is served by, and starts
 * the process of the scripts.  A path that cannot be opened makes the service
 * broken. Returns false if root cannot be left.
 */
static bool
open_service(const struct options *o, enum activation how, bool good,
    struct rate_note *note)
{
	size_t most = CGI_SPAWNER_EACH;

	/* behind TLS root is there for the keys, and may not write the logs */
	if (o->secure && !leave_root(o))
		return false;
	good = good && !self.service.broken && open_root(o);
	good = open_access_log() && good;
	self.service = (struct service){ .conf = &self.conf,
		.root = &self.root,
		.access = &self.access,
		.error = &self.error,
		.counters = open_counters(),
		.status = &self.status,
		.spawner = -1,
		.tls = o->secure,
		.sealed = o->secure && is_sealed() };
	good = open_all_passwords(&self.service) && good;
	self.service.broken = !good;
	if (how == ACTIVATION_LISTENER) {
		rate_note_open(&self.service, note);
		most += self.conf.max_connections;
	}
	if (!o->secure && !leave_root(o))
		return false;
	if (good && self.conf.cgi.n > 0 &&
	    !cgi_run_prepare(&self.service, TEXT(self.root_name), most))
		self.service.broken = true;
	self.confine.spawner = self.service.spawner;
	return true;
}

int
main(int argc, char **argv)
{
	struct options o;
	struct worker worker = { 0 };
	enum activation how;
	bool good;
	int code;

	prepare();
	code = read_options(argc, argv, &o);
	if (code >= 0)
		return code;
	if (o.worker >= 0)
		worker_report(&self.error);
	good = conf_load(&self.conf, &o, self.conf_text, &self.error);
	if (o.mode != OPTIONS_SERVE && !good)
		return EX_CONFIG;
	if (o.mode == OPTIONS_PRINT)
		return o.json ? show_json(&self.confine, scratch(), VERSION)
			      : show_text(&self.confine, scratch());
	if (o.mode == OPTIONS_TEST)
		return test(&o);
	(void)signal(SIGPIPE, SIG_IGN); /* a peer that goes is an error code */
	if (!activate(&o, &worker, &how))
		return EX_USAGE;
	if (!open_service(&o, how, good, &worker.note))
		return EX_NOPERM;
	/* under an inetd stderr is the connection */
	obituary_prepare(self.error.fd >= 0 ? &self.error : &self.access,
	    how == ACTIVATION_LISTENER ? OBITUARY_OF_SANDBOX : OBITUARY_OF_ALL);
	if (how == ACTIVATION_LISTENER)
		return serve_many(&worker);
	if (how == ACTIVATION_CONNECTION)
		wire_prepare_socket(STDIN_FILENO);
	if (self.service.sealed)
		wire_prepare_sealed(STDOUT_FILENO);
	enter_sandbox(
	    how == ACTIVATION_CONNECTION ? SANDBOX_SOCKET : SANDBOX_STREAM);
	serve_standard(how);
	return EX_OK;
}
