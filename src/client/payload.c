#define _GNU_SOURCE
#include "client/payload.h"

#include "base/escape.h"
#include "client/form_value.h"
#include "client/messages.h"
#include "http/octet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Removes line ends of a file, as curl -d does, since that sends what a form
 * holds.
 */
static size_t
strip_lines(char *p, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (p[i] != '\r' && p[i] != '\n' && p[i] != '\0')
			p[kept++] = p[i];
	return kept;
}

static bool
add(struct payload *p, struct span s)
{
	char *more = realloc(p->data, p->n + s.n + 1);

	if (more == NULL)
		return false;
	p->data = more;
	memcpy(more + p->n, s.p, s.n);
	p->n += s.n;
	return true;
}

/* Adds a file; "-" is standard input. */
static bool
add_file(struct payload *p, const char *path)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO
					: open(path, O_RDONLY | O_CLOEXEC);
	char *more;

	for (ssize_t got = fd < 0 ? -1 : 1; got != 0;) {
		more = got < 0 ? NULL : realloc(p->data, p->n + 65536);
		if (more != NULL) {
			p->data = more;
			got = read(fd, more + p->n, 65536);
		}
		if (more == NULL || got < 0) {
			messages_error(span_str(path), strerror(errno));
			return false;
		}
		p->n += (size_t)got;
	}
	if (fd > STDIN_FILENO)
		close(fd);
	return true;
}

/* Escapes the bytes that were added from `from` on. */
static bool
escape(struct payload *p, size_t from)
{
	size_t n = p->n - from;
	char *raw = malloc(n + 1);
	bool good = true;

	if (raw == NULL)
		return false;
	if (n > 0)
		memcpy(raw, p->data + from, n);
	p->n = from;
	for (size_t i = 0; i < n && good; i++) {
		char buf[4];
		struct text t = TEXT(buf);

		if (raw[i] == ' ')
			text_char(&t, '+');
		else if (octet_is(raw[i], OCTET_UNRESERVED))
			text_char(&t, raw[i]);
		else
			escape_percent(&t, raw[i]);
		good = add(p, TEXT_SPAN(t));
	}
	free(raw);
	return good;
}

/*
 * Encodes CONTENT, =CONTENT, NAME=CONTENT, @FILE or NAME@FILE.  As for curl, a
 * value with "=" names no file: a@b=c has the name a@b.
 */
static bool
add_escaped(struct payload *p, const char *value)
{
	size_t n = strcspn(value, strchr(value, '=') != NULL ? "=" : "@");
	struct span name = { value, value[n] != '\0' ? n : 0 };
	const char *content = value[n] != '\0' ? value + n + 1 : value;
	size_t from;

	if (name.n > 0 && (!add(p, name) || !add(p, SPAN("="))))
		return false;
	from = p->n;
	return (value[n] == '@' ? add_file(p, content)
				: add(p, span_str(content))) &&
	       escape(p, from);
}

static bool
add_data(struct payload *p, const char *value, enum options_data kind)
{
	size_t from = p->n;

	if (kind == DATA_ESCAPED)
		return add_escaped(p, value);
	if (kind == DATA_LITERAL || *value != '@')
		return add(p, span_str(value));
	if (!add_file(p, value + 1))
		return false;
	if (kind == DATA_AS_TYPED)
		p->n = from + strip_lines(p->data + from, p->n - from);
	return true;
}

/* Checks a file of -F before anything is sent; "-" is standard input. */
static bool
check_file(const char *path, bool *is_input)
{
	struct stat st;
	int err = 0;

	if (strcmp(path, "-") == 0) {
		*is_input = true;
		return true;
	}
	if (access(path, R_OK) < 0 || stat(path, &st) < 0)
		err = errno;
	else if (S_ISDIR(st.st_mode))
		err = EISDIR;
	if (err != 0)
		messages_error(span_str(path), strerror(err));
	return err == 0;
}

static bool
check_form(const char *value, bool *is_input)
{
	char *copy = strdup(value);
	struct form_value form;
	struct form_value_piece piece;
	const char *why =
	    copy == NULL ? strerror(errno) : form_value_begin(&form, copy);
	bool good = true;

	while (why == NULL && good && form_value_next(&form, &piece, &why))
		good = form.source == FORM_VALUE_TEXT ||
		       check_file(piece.content, is_input);
	if (why != NULL)
		messages_error(SPAN("-F"), why);
	free(copy);
	return good && why == NULL;
}

/*
 * Collects the form.  Standard input is read once, however often the form is
 * sent.
 */
static bool
collect_form(struct payload *p, const struct options *o)
{
	struct payload input = { 0 };
	bool wanted = false;

	for (size_t i = 0; i < o->nsettings; i++)
		if (o->setting[i].key == TRANSPORT_FORM &&
		    !check_form(o->setting[i].value, &wanted))
			return false;
	if (!wanted)
		return true;
	if (!add(&input, SPAN("")) || !add_file(&input, "-"))
		return false;
	p->input = input.data;
	p->input_n = input.n;
	return true;
}

/* Collects the values of --url-query; "+DATA" is taken as it is. */
static bool
collect_query(struct payload *p, const struct options *o)
{
	struct payload query = { 0 };

	for (size_t i = 0; i < o->nqueries; i++) {
		const char *value = o->query[i];

		if ((i > 0 && !add(&query, SPAN("&"))) ||
		    !(*value == '+' ? add(&query, span_str(value + 1))
				    : add_escaped(&query, value)))
			return false;
	}
	p->query = query.data;
	p->query_n = query.n;
	return true;
}

bool
payload_collect(struct payload *p, const struct options *o)
{
	if (!collect_form(p, o) || !collect_query(p, o))
		return false;
	for (size_t i = 0; i < o->ndata; i++)
		if ((i > 0 && o->data_kind[i] != DATA_OF_JSON &&
			!add(p, SPAN("&"))) ||
		    !add_data(p, o->data[i], o->data_kind[i]))
			return false;
	return o->ndata == 0 || add(p, SPAN(""));
}

static bool
is_stdin(const char *upload)
{
	return strcmp(upload, "-") == 0 || strcmp(upload, ".") == 0;
}

bool
payload_open(struct payload *p, const struct options *o)
{
	struct stat st;
	int fd;

	p->fd = -1;
	if (o->upload == NULL)
		return true;
	if (is_stdin(o->upload)) {
		p->fd = dup(STDIN_FILENO);
		p->fd_n = TRANSPORT_SIZE_UNKNOWN;
		if (p->fd >= 0)
			return true;
		messages_error(SPAN("standard input"), strerror(errno));
		return false;
	}
	fd = open(o->upload, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		p->fd = fd;
		p->fd_n = (uint64_t)st.st_size;
		return true;
	}
	messages_error(span_str(o->upload),
	    fd < 0 ? strerror(errno) : "not a regular file");
	if (fd >= 0)
		close(fd);
	return false;
}
