#define _GNU_SOURCE
#include "client/place.h"

#include "base/visible.h"
#include "cache/message.h"
#include "http/disposition.h"
#include "http/uri.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_name(struct span s)
{
	return s.n > 0 && !span_eq(s, SPAN(".")) && !span_eq(s, SPAN("..")) &&
	       memchr(s.p, '/', s.n) == NULL && memchr(s.p, '\0', s.n) == NULL;
}

static bool
put_path(struct text *t, const struct options *o, struct span name)
{
	if (o->output_dir != NULL && *name.p != '/') {
		text_put(t, span_str(o->output_dir));
		text_char(t, '/');
	}
	text_put(t, name);
	text_char(t, '\0');
	return text_fits(t);
}

void
place_name(const struct options *o, const char *name, void (*fn)(const char *))
{
	char buf[PLACE_ROOM];
	struct text t = TEXT(buf);

	if (put_path(&t, o, span_str(name)))
		fn(buf);
}

/*
 * Sets *path to NULL for standard output, or else to a path in buf.  Returns
 * NULL, or the reason why there is none.
 */
static const char *
choose(const struct options *o, const char *url, char buf[PLACE_ROOM],
    const char **path)
{
	struct text t = { buf, PLACE_ROOM, 0 };
	struct span name = span_str(o->output != NULL ? o->output : "");

	*path = NULL;
	if (o->flags & FLAG_REMOTE_NAME) {
		name = uri_base_name(span_str(url));
		if (!is_name(name))
			return "-O: this URL does not end in a file name; use "
			       "-o FILE";
	} else if (o->output == NULL || strcmp(o->output, "-") == 0) {
		return NULL;
	}
	if (!put_path(&t, o, name))
		return "the name of the output file is too long";
	*path = buf;
	return NULL;
}

/*
 * Reads attachment; filename="a b.txt".  Unlike http/disposition, it accepts
 * blanks in a name without quotes, as many servers send them, and, like curl,
 * does not look for filename*.
 */
static struct span
file_name(struct span value)
{
	static const char key[] = "filename=";
	struct span name, rest;

	for (; value.n >= sizeof key - 1; value = span_from(value, 1))
		if (span_eq_nocase(
			(struct span){ value.p, sizeof key - 1 }, SPAN(key)))
			break;
	if (value.n < sizeof key)
		return SPAN("");
	name = span_from(value, sizeof key - 1);
	if (*name.p == '"')
		(void)span_cut(span_from(name, 1), '"', &name, &rest);
	else
		(void)span_cut(name, ';', &name, &rest);
	return disposition_base_name(span_trim(name));
}

const char *
place_take_name(struct span lines, char buf[PLACE_ROOM], const char **path)
{
	const char *slash = *path != NULL ? strrchr(*path, '/') : NULL;
	struct text t = { buf, PLACE_ROOM,
		slash != NULL ? (size_t)(slash - *path) + 1 : 0 };
	struct message m;
	struct span value, name;

	if (*path == NULL || !message_parse(lines, &m) ||
	    !field_only(&m.fields, SPAN("Content-Disposition"), &value))
		return NULL;
	name = file_name(value);
	if (!is_name(name) || *name.p == '.' || visible_length(name) < name.n)
		return NULL; /* then the name in the URL is used */
	text_put(&t, name);
	text_char(&t, '\0');
	if (!text_fits(&t))
		return "the name that the server gives is too long";
	return access(buf, F_OK) == 0
		   ? "-J: the file that the server names exists; use -o FILE"
		   : NULL;
}

bool
place_wants_bar(const struct options *o, bool to_file)
{
	return (o->flags & (FLAG_QUIET | FLAG_NO_METER)) == 0 &&
	       isatty(STDERR_FILENO) && (to_file || !isatty(STDOUT_FILENO));
}

static unsigned
flags_of(const struct options *o)
{
	unsigned f = o->flags;

	return (f & (FLAG_INCLUDE | FLAG_HEAD) ? OUTPUT_INCLUDE : 0) |
	       (f & FLAG_CURL ? OUTPUT_AS_SENT : 0) |
	       (f & FLAG_REMOTE_TIME ? OUTPUT_REMOTE_TIME : 0) |
	       (f & FLAG_FAIL ? OUTPUT_NO_ERRORS : 0) |
	       (f & FLAG_SHA256 ? OUTPUT_HASH : 0) |
	       ((f & FLAG_CONTINUE) && o->upload == NULL ? OUTPUT_CONTINUE : 0);
}

int
place_make_directories(const char *path)
{
	char dir[PLACE_ROOM];
	size_t n = strlen(path);

	if (n >= sizeof dir)
		return -ENAMETOOLONG;
	for (size_t i = 1; i < n; i++) {
		if (path[i] != '/')
			continue;
		memcpy(dir, path, i);
		dir[i] = '\0';
		if (mkdir(dir, 0750) < 0 && errno != EEXIST)
			return -errno;
	}
	return 0;
}

const char *
place_output(const struct options *o, const char **what, char buf[PLACE_ROOM],
    struct output_how *how)
{
	const char *why;
	int err = 0;

	*how = (struct output_how){
		.sha256 = o->sha256, .offset = o->offset, .flags = flags_of(o)
	};
	why = choose(o, *what, buf, &how->path);
	if (why == NULL && (o->flags & FLAG_CREATE_DIRS) && how->path != NULL)
		err = place_make_directories(how->path);
	if (err == 0)
		return why;
	*what = how->path;
	return strerror(-err);
}
