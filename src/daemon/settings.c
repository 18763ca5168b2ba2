#define _GNU_SOURCE
#include "daemon/settings.h"

#include "config/include.h"
#include "config/user.h"
#include "os/privilege.h"
#include "os/scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sets *n to the length and returns 0, or returns -errno. */
static int
read_whole(const char *path, char *buf, size_t room, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t got = 0;

	*n = 0;
	if (fd < 0)
		return -errno;
	while (*n < room && (got = read(fd, buf + *n, room - *n)) > 0)
		*n += (size_t)got;
	if (got < 0)
		got = -errno;
	else if (*n == room && read(fd, &(char){ 0 }, 1) > 0)
		got = -EFBIG;
	close(fd);
	return (int)got < 0 ? (int)got : 0;
}

/*
 * A text that a worker rejects as it would reject the configuration that could
 * not be read.
 */
#define UNREADABLE SPAN("unreadable\n")

static int
hand_out(struct span text)
{
	int fd = memfd_create("minihttp.conf", MFD_CLOEXEC);

	if (fd >= 0 && write(fd, text.p, text.n) != (ssize_t)text.n) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void
complain(struct settings *s, const char *name, const struct conf_error *e)
{
	struct span file = e->file.n > 0 ? e->file : span_str(name);

	(void)snprintf(s->complaint, sizeof s->complaint, "%.*s:%zu:%zu: %s",
	    (int)file.n, file.p, e->line, e->column, e->text);
}

static const char *
read_included(const char *path, char *buf, size_t room, size_t *n)
{
	int err = read_whole(path, buf, room, n);

	return err < 0 ? strerror(-err) : NULL;
}

/* Replaces each Include line of the text by its file. */
static bool
expand(struct settings *s, const char *name)
{
	struct text t = { s->text, sizeof s->text, s->n };
	struct conf_error e;

	if (include_expand(&t, span_str(name), read_included, &e)) {
		s->n = t.n;
		return true;
	}
	complain(s, name, &e);
	return false;
}

static bool
parse(struct settings *s, const char *name, struct span text)
{
	struct conf_error e;

	e.file = SPAN("");
	if (include_parse(&s->conf, text, &e))
		return true;
	complain(s, name, &e);
	return false;
}

static const char *
name_of_file(const struct args *a)
{
	return a->conf_file != NULL ? a->conf_file : SETTINGS_FILE;
}

static void
take(struct settings *s, const struct args *a)
{
	const char *file = name_of_file(a);
	struct span text = { s->text, s->n };

	conf_init(&s->conf);
	s->conf.text = text;
	s->conf.name = span_str(file);
	s->fd = hand_out(s->good ? text : UNREADABLE);
	s->good = s->good && parse(s, file, text);
	for (size_t i = 0; i < a->noverrides && s->good; i++)
		s->good = parse(s, "-o", span_str(a->override[i]));
	if (s->docroot != NULL)
		conf_set_root(&s->conf, span_str(s->docroot));
}

/* The configuration for a directory that is served by hand. */
static const char by_hand[] = "DirectoryListing yes\n";

/*
 * Returns true if a directory is served by hand: no configuration was named,
 * and the default file has no Listen line or cannot be read.
 */
static bool
is_by_hand(struct settings *s, const struct args *a, int err)
{
	struct span text = { s->text, s->n };
	struct conf_error e;

	if (!args_by_hand(a))
		return false;
	if (a->docroot != NULL || a->nlistens > 0 || err == -ENOENT ||
	    err == -EACCES)
		return true;
	conf_init(&s->conf);
	return err == 0 && include_parse(&s->conf, text, &e) &&
	       s->conf.listen.n == 0;
}

static void
load(struct settings *s, const struct args *a)
{
	const char *file = name_of_file(a);
	int err = read_whole(file, s->text, sizeof s->text, &s->n);
	bool whole = err < 0 || expand(s, file);
	bool none = err == -ENOENT && a->conf_file == NULL;

	if (!whole)
		err = -EINVAL; /* the complaint explains the error */
	s->by_hand = is_by_hand(s, a, err);
	s->by_hand = s->by_hand || (none && !a->managed && a->addressed);
	s->docroot = a->docroot == NULL && s->by_hand ? "." : a->docroot;
	if (s->by_hand) {
		s->n = sizeof by_hand - 1;
		memcpy(s->text, by_hand, s->n);
		err = 0;
	}
	s->good = err == 0 || none;
	if (!s->good && whole)
		(void)snprintf(s->complaint, sizeof s->complaint, "%s: %s",
		    file, strerror(-err));
	take(s, a);
}

struct settings *
settings_new(const struct args *a)
{
	struct settings *s = calloc(1, sizeof *s);

	if (s != NULL)
		load(s, a);
	return s;
}

struct settings *
settings_copy(const struct settings *old, const struct args *a)
{
	struct settings *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	memcpy(s->text, old->text, old->n);
	s->n = old->n;
	s->by_hand = old->by_hand;
	s->docroot = old->docroot;
	s->good = true;
	take(s, a);
	return s;
}

void
settings_free(struct settings *s)
{
	if (s != NULL && s->fd >= 0)
		close(s->fd);
	free(s);
}

unsigned
settings_workers(const struct settings *s)
{
	cpu_set_t set;
	uint64_t n = s->conf.workers > 0 ? s->conf.workers : 1;

	if (s->conf.workers == 0 && sched_getaffinity(0, sizeof set, &set) == 0)
		n = (uint64_t)CPU_COUNT(&set);
	return n < SCOREBOARD_WORKERS ? (unsigned)n : SCOREBOARD_WORKERS;
}

/*
 * Returns true unless the user lacks the right.  This runs in a process of its
 * own, which becomes the user.  An unknown user is reported elsewhere.
 */
static bool
user_may(int fd, const char *name, struct span user, int how)
{
	struct user_ids ids;
	struct passwd *found;
	char login[256];

	(void)snprintf(login, sizeof login, "%.*s", (int)user.n, user.p);
	if (!user_parse(user, &ids)) {
		found = getpwnam(login);
		if (found == NULL)
			return true;
		ids = (struct user_ids){ found->pw_uid, found->pw_gid };
	}
	return privilege_become(ids.uid, ids.gid) < 0 ||
	       faccessat(fd, name, how, 0) == 0 || errno != EACCES;
}

bool
settings_is_file(const struct settings *s)
{
	struct stat st;

	return s->docroot != NULL && stat(s->docroot, &st) == 0 &&
	       S_ISREG(st.st_mode);
}

/* Opens the directory as root, and checks that User can enter it. */
static int
try_open(const char *directory, const char *name, struct span user, int how)
{
	int fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int err = 0, status;
	pid_t pid;

	if (fd < 0)
		return -errno;
	if (faccessat(fd, name, how, 0) < 0)
		err = -errno;
	if (err == 0 && privilege_held()) {
		pid = fork();
		if (pid == 0)
			_exit(user_may(fd, name, user, how) ? 0 : 1);
		if (pid > 0 && waitpid(pid, &status, 0) == pid && status != 0)
			err = -EACCES;
	}
	close(fd);
	return err;
}

bool
settings_check_root(struct settings *s)
{
	struct span root = conf_root(&s->conf), user = s->conf.user;
	char path[4096], *name = NULL, place[512];
	struct text what = { place, sizeof place - 1, 0 };
	int err;

	if (!s->good)
		return true;
	include_put_place(&what, &s->conf, root);
	text_put(&what, span_str(conf_root_directive(&s->conf)));
	place[text_fits(&what) ? what.n : what.room] = '\0';
	(void)snprintf(path, sizeof path, "%.*s", (int)root.n, root.p);
	if (settings_is_file(s)) {
		name = strrchr(path, '/');
		if (name != NULL)
			*name++ = '\0';
		err = name == NULL ? try_open(".", path, user, R_OK)
				   : try_open(*path == '\0' ? "/" : path, name,
					 user, R_OK);
	} else {
		err = try_open(path, ".", user, X_OK);
	}
	if (err == -EACCES && privilege_held())
		(void)snprintf(s->complaint, sizeof s->complaint,
		    "%s %.*s: the user %.*s may not read it; allow that with "
		    "chmod o+rX, or name another user: -o 'User NAME'",
		    place, (int)root.n, root.p, (int)user.n, user.p);
	else if (err < 0)
		(void)snprintf(s->complaint, sizeof s->complaint, "%s %.*s: %s",
		    place, (int)root.n, root.p, strerror(-err));
	return err == 0;
}
