#define _GNU_SOURCE
#include "daemon/announce.h"

#include "base/qr.h"
#include "daemon/reach.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Room for a configuration of LIMIT_CONF bytes, whose words may have to be
 * quoted.
 */
#define PRINTED ((size_t)4 * LIMIT_CONF)

/* Returns the name of the only file that is served, or nothing. */
static struct span
file_of(const struct settings *s)
{
	const char *slash;

	if (!settings_is_file(s))
		return SPAN("");
	slash = strrchr(s->docroot, '/');
	return span_str(slash != NULL ? slash + 1 : s->docroot);
}

void
announce_serving(
    struct text *t, const struct settings *s, const struct sockets *sockets)
{
	struct span root = conf_root(&s->conf), file = file_of(s);
	char path[PATH_MAX], full[PATH_MAX];
	struct text at = TEXT(path);

	text_put(&at, root);
	text_char(&at, '\0');
	if (text_fits(&at) && realpath(path, full) != NULL)
		root = span_str(full);
	text_put(t, SPAN("serving "));
	text_put(t, root);
	for (unsigned i = 0; i < sockets->n; i++) {
		text_put(t, i == 0 ? SPAN(" on ") : SPAN(", "));
		reach_put(t, sockets->name[i], sockets->given, file);
	}
}

void
announce_code(const struct settings *s, const struct sockets *sockets, int fd)
{
	char code[QR_BLOCKS], url[QR_TEXT];
	struct text t = TEXT(code), at = TEXT(url);

	reach_put_best(&at, sockets, file_of(s));
	if (at.n > 0 && text_fits(&at) &&
	    qr_put_blocks(
		&t, TEXT_SPAN(at), isatty(fd) ? QR_COLOURS : QR_PLAIN) &&
	    text_fits(&t))
		(void)!write(fd, t.p, t.n); /* the reader may have gone */
}

/* Returns true if the text has this line. */
static bool
has_line(struct span text, struct span line)
{
	struct span one;
	bool more;

	do {
		more = span_cut(text, '\n', &one, &text);
		if (span_eq(one, line))
			return true;
	} while (more);
	return false;
}

/* Puts the directives of `a` whose lines are not in `b`, each once. */
static void
put_missing(struct text *t, size_t from, struct span a, struct span b)
{
	struct span line, key, rest, known;
	bool more;

	do {
		more = span_cut(a, '\n', &line, &a);
		if (line.n == 0 || *line.p == '#' || has_line(b, line))
			continue;
		(void)span_cut(line, ' ', &key, &rest);
		known = (struct span){ t->p + from,
			text_fits(t) ? t->n - from : 0 };
		for (struct span word; known.n > 0;) {
			(void)span_cut(known, ' ', &word, &known);
			if (word.n > 0 && word.p[word.n - 1] == ',')
				word.n--;
			if (span_eq(word, key))
				key.n = 0;
		}
		if (key.n == 0)
			continue;
		if (t->n > from)
			text_put(t, SPAN(", "));
		text_put(t, key);
	} while (more);
}

void
announce_changes(struct text *t, const struct conf *old, const struct conf *new)
{
	struct text a = { malloc(PRINTED), PRINTED, 0 };
	struct text b = { malloc(PRINTED), PRINTED, 0 };
	size_t from;

	text_put(t, SPAN("configuration reloaded: "));
	from = t->n;
	if (a.p != NULL && b.p != NULL) {
		conf_print(&a, old);
		conf_print(&b, new);
		if (text_fits(&a) && text_fits(&b)) {
			put_missing(t, from, TEXT_SPAN(b), TEXT_SPAN(a));
			put_missing(t, from, TEXT_SPAN(a), TEXT_SPAN(b));
		}
	}
	free(a.p);
	free(b.p);
	if (t->n == from)
		text_put(t, SPAN("no directive has changed"));
}
