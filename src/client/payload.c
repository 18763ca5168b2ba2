#define _GNU_SOURCE
#include "client/payload.h"

#include "client/say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As with curl, -d is for what a form holds: a file's line ends are not. */
static size_t
strip_lines(char *p, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (p[i] != '\r' && p[i] != '\n' && p[i] != '\0')
			p[kept++] = p[i];
	return kept;
}

/* -d @FILE, or the words themselves. */
static bool
add_data(struct payload *p, const char *value)
{
	struct span s = span_str(value);
	char *more;
	size_t n = p->n;
	int fd;

	if (*value != '@') {
		more = realloc(p->data, n + s.n + 1);
		if (more == NULL)
			return false;
		p->data = more;
		memcpy(more + n, s.p, s.n);
		p->n += s.n;
		return true;
	}
	fd = strcmp(value, "@-") == 0 ? STDIN_FILENO
				      : open(value + 1, O_RDONLY | O_CLOEXEC);
	for (ssize_t got = fd < 0 ? -1 : 1; got != 0;) {
		more = got < 0 ? NULL : realloc(p->data, p->n + 65536);
		if (more != NULL) {
			p->data = more;
			got = read(fd, more + p->n, 65536);
		}
		if (more == NULL || got < 0) {
			say_error(span_str(value + 1), strerror(errno));
			return false;
		}
		p->n += strip_lines(p->data + p->n, (size_t)got);
	}
	return true;
}

bool
payload_collect(struct payload *p, const struct options *o)
{
	for (size_t i = 0; i < o->ndata; i++)
		if ((i > 0 && !add_data(p, "&")) || !add_data(p, o->data[i]))
			return false;
	return o->ndata == 0 || p->data != NULL || add_data(p, "");
}

bool
payload_open(struct payload *p, const struct options *o)
{
	struct stat st;
	int fd;

	p->fd = -1;
	if (o->upload == NULL)
		return true;
	fd = open(o->upload, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		p->fd = fd;
		p->fd_n = (uint64_t)st.st_size;
		return true;
	}
	say_error(span_str(o->upload),
	    fd < 0 ? strerror(errno) : "this is no regular file");
	if (fd >= 0)
		close(fd);
	return false;
}
