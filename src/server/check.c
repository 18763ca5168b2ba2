#define _GNU_SOURCE
#include "server/check.h"

#include "http/method.h"
#include "os/counters.h"
#include "os/docroot.h"
#include "os/passwd.h"
#include "os/privilege.h"
#include "server/confine.h"
#include "site/doubt.h"
#include "site/prefix.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

struct check {
	const struct conf *conf;
	const struct log *log;
	struct docroot root;
	bool good;
	char room[65536]; /* for a path, and for the text of a file */
};

/* "Auth /etc/minihttp/htpasswd: No such file or directory" */
static void
say(const struct check *c, const char *kind, struct span name, const char *why)
{
	char buf[1024];
	struct text t = TEXT(buf);

	text_put(&t, span_str(kind));
	text_char(&t, ' ');
	text_put(&t, name);
	if (!text_fits(&t))
		t.n = t.room;
	log_complain(c->log, TEXT_SPAN(t), why);
}

static void
fail(struct check *c, const char *directive, struct span name, const char *why)
{
	c->good = false;
	say(c, directive, name, why);
}

static const char *
to_string(struct check *c, struct span s)
{
	size_t n = s.n < sizeof c->room ? s.n : sizeof c->room - 1;

	memcpy(c->room, s.p, n);
	c->room[n] = '\0';
	return c->room;
}

/* The directory that a path is in, for what is yet to be made. */
static const char *
parent_of(struct check *c, struct span path)
{
	char *slash;

	(void)to_string(c, path);
	slash = strrchr(c->room, '/');
	if (slash == NULL)
		return ".";
	slash[slash == c->room] = '\0';
	return c->room;
}

/* NULL, or why it can be neither opened to be written nor made. */
static const char *
why_not_written(struct check *c, struct span path, int flags)
{
	int fd = openat(AT_FDCWD, to_string(c, path),
	    flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd >= 0) {
		close(fd);
		return NULL;
	}
	if (errno == ENOENT && access(parent_of(c, path), W_OK | X_OK) == 0)
		return NULL;
	return strerror(errno);
}

static void
check_counters(struct check *c)
{
	struct span path = c->conf->counters;
	const struct tally *table;
	const char *why = why_not_written(c, path, O_RDWR);
	int err;

	if (why != NULL) {
		fail(c, "Counters", path, why);
		return;
	}
	err = counters_open_reading(to_string(c, path), &table);
	if (err == 0)
		counters_close(table);
	if (err == -EPROTONOSUPPORT)
		fail(c, "Counters", path, counters_error(err));
}

static void
check_passwords(struct check *c, const char *directive, struct span path)
{
	struct text room = { .p = c->room, .room = sizeof c->room };
	int fd = passwd_open(to_string(c, path));

	if (fd < 0) {
		fail(c, directive, path, strerror(-fd));
		return;
	}
	if (!passwd_has_any(fd, room))
		fail(c, directive, path,
		    "has no line with a hash that is supported (bcrypt $2y$, "
		    "$5$ or $6$): nobody gets in");
	close(fd);
}

/* As whoever starts it. */
static void
check_files(struct check *c)
{
	const struct conf *conf = c->conf;
	const char *why = NULL;
	int err = docroot_open_root(&c->root, to_string(c, conf_root(conf)));

	if (err < 0)
		fail(c,
		    conf->virtual_hosts.n > 0 ? "VirtualHosts" : "DocumentRoot",
		    conf_root(conf), strerror(-err));
	if (conf->access_log.to == CONF_LOG_FILE)
		why = why_not_written(
		    c, conf->access_log.path, O_WRONLY | O_APPEND);
	if (why != NULL)
		fail(c, "AccessLog", conf->access_log.path, why);
	if (conf->counters.n > 0)
		check_counters(c);
	if (conf->write_auth.n > 0)
		check_passwords(c, "WriteAuth", conf->write_auth);
	for (size_t i = 0; i < conf->auth.n; i++)
		if (conf->auth.at[i].file.n > 0)
			check_passwords(c, "Auth", conf->auth.at[i].file);
}

static void
become_user(struct check *c)
{
	struct text room = { .p = c->room, .room = sizeof c->room };
	const char *why;
	bool held;

	if (!privilege_held())
		return;
	why = confine_user(c->conf->user, room, &held);
	if (why != NULL)
		fail(c, "User", c->conf->user, why);
}

/* NULL, or why nothing can be stored there. */
static const char *
why_not_stored(struct check *c, struct span prefix)
{
	struct file_want want = { .parent = prefix_bare(prefix) };
	int fd = docroot_open_parent(&c->root, &want), err = 0;

	if (fd == -ENOENT && c->conf->upload_make_directories)
		return NULL;
	if (fd < 0)
		return strerror(-fd);
	if (faccessat(fd, ".", W_OK | X_OK, 0) < 0)
		err = errno;
	close(fd);
	return err != 0 ? strerror(err) : NULL;
}

static void
check_page(struct check *c, const char *directive, struct span path)
{
	int fd;

	if (path.n < 2 || *path.p != '/')
		return;
	fd = docroot_open_beneath(&c->root, to_string(c, span_from(path, 1)),
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, c->conf->symlinks);
	if (fd >= 0)
		close(fd);
	else
		say(c, directive, path, strerror(-fd));
}

/* As User.  Hosts have directories of their own, which come and go. */
static void
check_site(struct check *c)
{
	const struct conf *conf = c->conf;
	const char *why;

	if (c->root.fd < 0)
		return;
	if (faccessat(c->root.fd, ".", X_OK, 0) < 0)
		fail(c, "DocumentRoot", conf_root(conf), strerror(errno));
	if (conf->virtual_hosts.n > 0)
		return;
	if (conf->methods & METHODS_WRITING)
		for (size_t i = 0; i < conf->upload.n; i++) {
			why = why_not_stored(c, conf->upload.at[i]);
			if (why != NULL)
				fail(c, "Upload", conf->upload.at[i], why);
		}
	for (size_t i = 0; i < conf->cgi.n; i++)
		check_page(c, "warning: CGI", conf->cgi.at[i]);
	for (size_t i = 0; i < conf->nrules; i++)
		if (conf->rule[i].kind == CONF_RULE_PAGE)
			check_page(
			    c, "warning: ErrorPage", conf->field[i].value);
	check_page(c, "warning: Fallback", conf->fallback);
}

int
check_run(const struct conf *conf, const struct log *log)
{
	struct check c;
	const char *sentence;

	c.conf = conf;
	c.log = log;
	c.good = true;
	check_files(&c);
	become_user(&c);
	check_site(&c);
	for (size_t i = 0; i < DOUBTS; i++)
		if ((sentence = doubt_about(conf, i)) != NULL)
			log_complain(log, SPAN("warning"), sentence);
	return c.good ? EX_OK : EX_CONFIG;
}
