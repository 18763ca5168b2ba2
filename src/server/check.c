#define _GNU_SOURCE
#include "server/check.h"

#include "base/prefix.h"
#include "http/method.h"
#include "os/counters_file.h"
#include "os/docroot.h"
#include "os/folder.h"
#include "os/passwd.h"
#include "os/privilege.h"
#include "server/check_tls.h"
#include "server/conf_load.h"
#include "server/confine.h"
#include "server/link_key.h"
#include "site/doubt.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

struct site_check {
	const struct conf *conf;
	const struct log *log;
	struct docroot root;
	bool good;
	char room[65536]; /* room for a path, and for the text of a file */
};

static void
fail(struct site_check *c, const char *directive, struct span name,
    const char *why)
{
	c->good = false;
	conf_complain(c->conf, c->log, directive, name, why);
}

static const char *
to_string(struct site_check *c, struct span s)
{
	size_t n = s.n < sizeof c->room ? s.n : sizeof c->room - 1;

	memcpy(c->room, s.p, n);
	c->room[n] = '\0';
	return c->room;
}

/* Opens the directory of a path, for a file that has yet to be created. */
static const char *
parent_of(struct site_check *c, struct span path)
{
	char *slash;

	(void)to_string(c, path);
	slash = strrchr(c->room, '/');
	if (slash == NULL)
		return ".";
	slash[slash == c->room] = '\0';
	return c->room;
}

/*
 * Returns NULL, or the reason why the file can be neither opened for writing
 * nor created.
 */
static const char *
why_not_written(struct site_check *c, struct span path, int flags)
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
check_counters(struct site_check *c)
{
	struct span path = c->conf->counters;
	const struct counters *table;
	const char *why = why_not_written(c, path, O_RDWR);
	int err;

	if (why != NULL) {
		fail(c, "Counters", path, why);
		return;
	}
	err = counters_file_open_reading(to_string(c, path), &table);
	if (err == 0)
		counters_file_close(table);
	if (err == -EPROTONOSUPPORT)
		fail(c, "Counters", path, counters_file_error(err));
}

static void
check_passwords(struct site_check *c, const char *directive, struct span path)
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
		    "$5$ or $6$): nobody is admitted");
	close(fd);
}

static void
check_link_key(struct site_check *c)
{
	struct span path = c->conf->signed_links.file;
	struct hmac_key key;
	const char *why = link_key_read(to_string(c, path), &key);

	if (why != NULL)
		fail(c, "SignedLinks", path, why);
}

/* Checks the files that are opened by the user who starts the program. */
static void
check_files(struct site_check *c)
{
	const struct conf *conf = c->conf;
	const char *why = NULL;
	int err = docroot_open_root(&c->root, to_string(c, conf_root(conf)));

	if (err < 0)
		fail(c, conf_root_directive(conf), conf_root(conf),
		    strerror(-err));
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
	if (conf->signed_links.n > 0)
		check_link_key(c);
}

static void
become_user(struct site_check *c)
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

/* Returns NULL, or the reason why nothing can be stored there. */
static const char *
why_not_stored(struct site_check *c, struct span prefix)
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
check_page(struct site_check *c, const char *directive, struct span path)
{
	int fd;

	if (path.n < 2 || *path.p != '/')
		return;
	fd = docroot_open_beneath(&c->root, to_string(c, span_from(path, 1)),
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, c->conf->symlinks);
	if (fd >= 0)
		close(fd);
	else
		conf_complain(c->conf, c->log, directive, path, strerror(-fd));
}

/*
 * Returns NULL if a host has a directory in which files can be stored, or the
 * reason why not.
 */
static const char *
why_not_in_hosts(struct site_check *c, struct span prefix)
{
	struct folder *folder = folder_map(sizeof *folder);
	const char *why = NULL;
	struct docroot hosts = c->root;
	struct span name;
	int fd = openat(hosts.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || folder == NULL)
		return strerror(errno);
	folder_init(folder, fd, &hosts, "", c->conf->symlinks);
	for (bool any = false; !any && folder_next(folder, &name) > 0;) {
		if (docroot_enter(&hosts, name.p, &c->root) < 0)
			continue;
		why = why_not_stored(c, prefix);
		any = why == NULL;
		docroot_close_root(&c->root);
	}
	c->root = hosts;
	folder_unmap(folder, sizeof *folder);
	close(fd);
	return why;
}

static void
check_uploads(struct site_check *c)
{
	const struct conf *conf = c->conf;

	if ((conf->methods & METHODS_WRITING) == 0)
		return;
	for (size_t i = 0; i < conf->upload.n; i++) {
		struct span prefix = conf->upload.at[i];
		const char *why = conf->virtual_hosts.n > 0
				      ? why_not_in_hosts(c, prefix)
				      : why_not_stored(c, prefix);

		if (why != NULL)
			fail(c, "Upload", prefix, why);
	}
}

/*
 * Checks pages and scripts.  Those of hosts are not checked, since hosts come
 * and go.
 */
static void
check_pages(struct site_check *c)
{
	const struct conf *conf = c->conf;

	if (conf->virtual_hosts.n > 0)
		return;
	for (size_t i = 0; i < conf->cgi.n; i++)
		check_page(c, "warning: CGI", conf->cgi.at[i]);
	for (size_t i = 0; i < conf->nrules; i++)
		if (conf->rule[i].kind == CONF_RULE_PAGE)
			check_page(
			    c, "warning: ErrorPage", conf->field[i].value);
	check_page(c, "warning: Fallback", conf->fallback);
	check_page(c, "warning: ListingStyle", conf->listing_style);
}

/* Checks the site, as User. */
static void
check_site(struct site_check *c)
{
	if (c->root.fd < 0)
		return;
	if (faccessat(c->root.fd, ".", X_OK, 0) < 0)
		fail(c, conf_root_directive(c->conf), conf_root(c->conf),
		    strerror(errno));
	check_uploads(c);
	check_pages(c);
}

int
check_run(const struct conf *conf, const struct log *log)
{
	struct site_check c = { .conf = conf, .log = log, .good = true };
	const char *sentence;

	check_files(&c);
	c.good = check_tls(conf, log) && c.good;
	become_user(&c);
	check_site(&c);
	for (size_t i = 0; i < DOUBTS; i++)
		if ((sentence = doubt_about(conf, i)) != NULL)
			log_complain(log, SPAN("warning"), sentence);
	return c.good ? EX_OK : EX_CONFIG;
}
