#define _GNU_SOURCE
#include "server/conf_load.h"

#include "config/include.h"
#include "server/worker.h"
#include "site/cgi.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/*
 * Logs "file:line:column: reason", in a function of its own because of its
 * buffer: see parse().
 */
static __attribute__((noinline)) void
complain_of(const struct log *log, struct span name, const struct conf_error *e)
{
	char buf[1024];
	struct text t = TEXT(buf);

	if (e->file.n > 0)
		name = e->file;
	/* the room for two numbers and their colons */
	if (name.n > sizeof buf - 64)
		name.n = sizeof buf - 64;
	text_put(&t, name);
	text_char(&t, ':');
	text_u64(&t, e->line);
	text_char(&t, ':');
	text_u64(&t, e->column);
	log_complain(log, TEXT_SPAN(t), e->text);
}

/*
 * Returns the length of what the descriptor holds, or -errno.  The workers
 * share one descriptor, so each reads from a given offset.
 */
static ssize_t
read_all(int fd, bool worker, char *buf, size_t room)
{
	size_t n = 0;
	ssize_t got = 0;

	if (fd < 0)
		return -errno;
	while (
	    n < room && (got = worker ? pread(fd, buf + n, room - n, (off_t)n)
				      : read(fd, buf + n, room - n)) > 0)
		n += (size_t)got;
	if (got < 0)
		got = -errno;
	if (!worker)
		close(fd);
	if (got < 0)
		return got;
	return n == room ? -EFBIG : (ssize_t)n;
}

static int
open_file(const char *path)
{
	return openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

static const char *
read_included(const char *path, char *buf, size_t room, size_t *n)
{
	ssize_t got = read_all(open_file(path), false, buf, room);

	if (got < 0)
		return strerror((int)-got);
	*n = (size_t)got;
	return NULL;
}

/*
 * Reads the configuration.  A worker gets the text, with all files that it
 * includes, from a descriptor; the name serves for messages.
 */
static bool
load_file(struct conf *conf, const struct options *o, struct text t,
    const struct log *log)
{
	const char *file = o->conf_file != NULL ? o->conf_file : CONF_FILE;
	bool worker = o->worker >= 0;
	struct span name = span_str(file);
	ssize_t n = read_all(
	    worker ? HANDED_CONF : open_file(file), worker, t.p, t.room);
	struct conf_error e = { .file = SPAN("") };

	if (n == -ENOENT && o->conf_file == NULL)
		return true;
	if (n < 0) {
		log_complain(log, name, strerror((int)-n));
		return false;
	}
	t.n = (size_t)n;
	if (worker || include_expand(&t, name, read_included, &e)) {
		conf->text = TEXT_SPAN(t);
		conf->name = name;
		if (include_parse(conf, conf->text, &e))
			return true;
	}
	complain_of(log, name, &e);
	return false;
}

/*
 * Applies one -o.  Every start runs this, so the stack is kept within a page.
 */
static bool
override(struct conf *conf, const char *line, const struct log *log)
{
	struct conf_error e = { .file = SPAN("") };

	if (conf_parse(conf, span_str(line), &e))
		return true;
	complain_of(log, SPAN("-o"), &e);
	return false;
}

void
conf_complain(const struct conf *conf, const struct log *log,
    const char *directive, struct span value, const char *reason)
{
	char buf[512];
	struct text t = { buf, sizeof buf - 1, 0 };

	include_put_place(&t, conf, value);
	text_put(&t, span_str(directive));
	buf[text_fits(&t) ? t.n : t.room] = '\0';
	log_complain_of(log, buf, value, reason);
}

bool
conf_load(struct conf *conf, const struct options *o, char room[CONF_LOAD_ROOM],
    const struct log *log)
{
	struct text t = { .p = room, .room = CONF_LOAD_ROOM };

	conf_preset(conf); /* a part of self, which is all zero */
	if (!load_file(conf, o, t, log))
		return false;
	for (size_t i = 0; i < o->noverrides; i++)
		if (!override(conf, o->override[i], log))
			return false;
	if (o->docroot != NULL)
		conf_set_root(conf, span_str(o->docroot));
	if (conf->cgi.n > 0 && cgi_overlaps(conf)) {
		log_complain(log, SPAN("CGI"),
		    "overlaps with Upload: what strangers send would be "
		    "executed");
		return false;
	}
	return true;
}
