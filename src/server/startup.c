#define _GNU_SOURCE
#include "server/startup.h"

#include "os/cgi_spawner.h"
#include "os/counters_file.h"
#include "os/passwd.h"
#include "os/pipe.h"
#include "os/privilege.h"
#include "server/archive_sums.h"
#include "server/cgi_run.h"
#include "server/link_key.h"
#include "server/self.h"
#include "server/worker.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Returns the span as a string in the scratch, shortened if it is too long. */
static const char *
to_string(struct span s)
{
	struct text t = self_scratch();

	text_put(&t, s);
	t.p[t.n < t.room ? t.n : t.room - 1] = '\0';
	/*
	 * a shortened path exceeds PATH_MAX, so the kernel answers ENAMETOOLONG
	 */
	return t.p;
}

/* Says why the value of a directive cannot be used. */
static void
complain(const char *directive, struct span value, const char *reason)
{
	conf_complain(&self.conf, &self.error, directive, value, reason);
}

/*
 * Returns 0 or -errno.  A process that was started properly has descriptors 0
 * to 2; otherwise a file that we open would get the number of a missing one.
 */
static int
check_descriptor(int fd)
{
	return fd > STDERR_FILENO ? 0 : -EBADF;
}

/*
 * Serves a single file: DOCROOT is not a directory, and its directory becomes
 * the root.  Returns 0 or -errno.
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
		complain(conf_root_directive(&self.conf), root, strerror(-err));
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
		if (self.access.fd >= 0) /* or to a worker's report */
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
		complain("AccessLog", log->path, strerror(-err));
	}
	return err == 0;
}

/* Opens the counters.  If that fails, the site is served all the same. */
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
	complain("Counters", self.conf.counters, counters_file_error(err));
	return err == COUNTERS_FILE_NEWER ? table : NULL;
}

/*
 * Opens a file of passwords while the process has the right to.  The file is
 * read when a request needs it.  Returns true if none is configured.
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
		complain(directive, file, passwd_reason(*fd));
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

/* Reads the key of SignedLinks.  Returns true if none is configured. */
static bool
read_link_key(void)
{
	const struct conf_signed *links = &self.conf.signed_links;
	const char *why = NULL;

	if (links->n > 0)
		why = link_key_read(to_string(links->file), &self.link_key);
	if (why != NULL)
		complain("SignedLinks", links->file, why);
	return why == NULL;
}

/*
 * Leaves root for User.  Returns false if the process is still root and was not
 * told to remain so.
 */
static bool
leave_root(const struct options *o)
{
	const char *why;
	pid_t parent;
	bool held;

	if (!privilege_held())
		return true;
	parent = getppid();
	why = confine_user(self.conf.user, self_scratch(), &held);
	if (why != NULL) {
		complain("User", self.conf.user, why);
		self.service.broken = true;
	}
	if (why != NULL && held)
		self_complain(SPAN(""), "does not serve as root unless the "
					"configuration says: User root");
	if (o->worker >= 0 && !worker_follow(parent))
		return false;
	return why == NULL || !held;
}

/*
 * Returns true if descriptor 1 is the client's connection, which the kernel
 * then decrypts.  Otherwise it is the channel to minihttp-tls.
 */
static bool
is_sealed(void)
{
	struct address peer;

	return activation_of(STDOUT_FILENO, &peer) == ACTIVATION_CONNECTION &&
	       peer.family != ADDRESS_UNIX;
}

bool
startup_open(const struct options *o, enum activation how, bool good,
    struct rate_note *note)
{
	size_t most = CGI_SPAWNER_EACH;
	bool broken;

	/*
	 * behind TLS only the keys need root, and the logs are opened as User
	 */
	if (o->secure && !leave_root(o))
		return false;
	broken = !good || self.service.broken;
	if (!broken && !open_root(o))
		broken = true;
	if (!open_access_log())
		broken = true;
	self.service = (struct service){ .conf = &self.conf,
		.root = &self.root,
		.access = &self.access,
		.error = &self.error,
		.counters = open_counters(),
		.status = &self.status,
		.link_key = &self.link_key,
		.spawner = -1,
		.tls = o->secure,
		.sealed = o->secure && is_sealed() };
	if (!open_all_passwords(&self.service) || !read_link_key())
		broken = true;
	self.service.broken = broken;
	if (how == ACTIVATION_LISTENER) {
		rate_note_open(&self.service, note);
		most += self.conf.max_connections;
	} else if (how == ACTIVATION_CONNECTION && self.conf.nrates > 0) {
		rate_file_open(&self.service, &self.rate_file);
	}
	if (self.conf.archive)
		archive_sums_open(&self.service, how == ACTIVATION_LISTENER);
	if (!o->secure && !leave_root(o))
		return false;
	/* a log of all connections that is a pipe of this user */
	if (how == ACTIVATION_CONNECTION && self.error.pipe)
		pipe_shut(STDERR_FILENO);
	if (!broken && self.conf.cgi.n > 0 &&
	    !cgi_run_prepare(&self.service, TEXT(self.root_name), most))
		self.service.broken = true;
	self.confine.spawner = self.service.spawner;
	return true;
}
