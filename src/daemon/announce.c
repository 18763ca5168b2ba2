#define _GNU_SOURCE
#include "daemon/announce.h"

#include "http/target.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Room for a configuration of LIMIT_CONF whose words may have to be quoted. */
#define PRINTED ((size_t)4 * LIMIT_CONF)

/* "80" means all addresses; a name without a port is systemd's. */
static void
put_socket(struct text *t, const char *name, bool given, struct span file)
{
	struct span all = span_str(name), usual = SPAN(":80");
	bool tls =
	    all.n > 4 && span_eq(span_from(all, all.n - 4), SPAN(" tls"));
	uint64_t port;

	if (given || span_starts(all, SPAN("unix:"))) {
		text_put(t, all);
		return;
	}
	text_put(t, tls ? SPAN("https://") : SPAN("http://"));
	if (tls) {
		all.n -= 4;
		usual = SPAN(":443");
	}
	if (span_u64(all, &port))
		text_put(t, SPAN("*:"));
	if (all.n > usual.n && span_eq(span_from(all, all.n - usual.n), usual))
		all.n -= usual.n;
	text_put(t, all);
	text_char(t, '/');
	target_put_path(t, file);
}

void
announce_serving(
    struct text *t, const struct settings *s, const struct sockets *sockets)
{
	struct span root = conf_root(&s->conf), file = SPAN("");
	char path[PATH_MAX], full[PATH_MAX];
	struct text at = TEXT(path);

	text_put(&at, root);
	text_char(&at, '\0');
	if (text_fits(&at) && realpath(path, full) != NULL)
		root = span_str(full);
	if (settings_is_file(s))
		file = span_str(strrchr(s->docroot, '/') != NULL
				    ? strrchr(s->docroot, '/') + 1
				    : s->docroot);
	text_put(t, SPAN("serving "));
	text_put(t, root);
	for (unsigned i = 0; i < sockets->n; i++) {
		text_put(t, i == 0 ? SPAN(" on ") : SPAN(", "));
		put_socket(t, sockets->name[i], sockets->given, file);
	}
}

/* Returns true if the line is one of the text. */
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
