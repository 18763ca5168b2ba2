#define _GNU_SOURCE
#include "daemon/settings.h"

#include "os/board.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* 0 with the length in *n, or -errno. */
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

/* What a worker takes for a wrong one, as it would the file itself. */
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

static bool
parse(struct settings *s, const char *name, struct span text)
{
	struct conf_error e;

	if (conf_parse(&s->conf, text, &e))
		return true;
	(void)snprintf(s->complaint, sizeof s->complaint, "%s:%zu:%zu: %s",
	    name, e.line, e.column, e.text);
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
	s->fd = hand_out(s->good ? text : UNREADABLE);
	s->good = s->good && parse(s, file, text);
	for (size_t i = 0; i < a->noverrides && s->good; i++)
		s->good = parse(s, "-o", span_str(a->override[i]));
	if (a->docroot != NULL)
		conf_set_root(&s->conf, span_str(a->docroot));
}

static void
load(struct settings *s, const struct args *a)
{
	const char *file = name_of_file(a);
	int err = read_whole(file, s->text, sizeof s->text, &s->n);

	s->good = err == 0 || (err == -ENOENT && a->conf_file == NULL);
	if (!s->good)
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
settings_again(const struct settings *old, const struct args *a)
{
	struct settings *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	memcpy(s->text, old->text, old->n);
	s->n = old->n;
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
	return n < BOARD_WORKERS ? (unsigned)n : BOARD_WORKERS;
}

bool
settings_check_root(struct settings *s)
{
	struct span root = conf_root(&s->conf);
	char path[4096];
	int fd;

	if (!s->good)
		return true;
	(void)snprintf(path, sizeof path, "%.*s", (int)root.n, root.p);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	else
		(void)snprintf(s->complaint, sizeof s->complaint, "%s %.*s: %s",
		    s->conf.virtual_hosts.n > 0 ? "VirtualHosts"
						: "DocumentRoot",
		    (int)root.n, root.p, strerror(errno));
	return fd >= 0;
}
