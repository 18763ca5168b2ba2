#include "config/include.h"

#include "base/utf8.h"
#include "config/words.h"

#include <string.h>

#define MARK '\1'

/* Room for the mark, a number, its blank, a newline and a NUL. */
#define MARK_ROOM 24

#define TOO_LARGE "the files that are included are too large together"

/*
 * The text is moved to the end of the room, and goes line by line to its
 * beginning; a file that is included goes in front of the lines that are left.
 *
 *	| done ...            |  free  |  left: file b  |  file a ...  |
 *	0                     done     left             open[].until   room
 */
struct expansion {
	char *p;
	size_t room, done, left;
	include_read *read;
	struct conf_error *e;
	size_t depth, files; /* open[depth] is the file of the next line */
	struct {
		struct span name;
		size_t line, until; /* where the text of this file ends */
	} open[LIMIT_CONF_DEPTH + 1];
};

static bool
fail(struct expansion *s, size_t column, const char *why)
{
	struct text t = TEXT(s->e->text);

	s->e->file = s->open[s->depth].name;
	s->e->line = s->open[s->depth].line;
	s->e->column = column;
	text_put(&t, span_str(why));
	t.p[t.n < t.room ? t.n : t.room - 1] = '\0';
	return false;
}

/* Says why this file cannot be included; a long name keeps its end. */
static bool
fail_file(struct expansion *s, size_t column, struct span name, const char *why)
{
	char buf[sizeof s->e->text];
	struct text t = { buf, sizeof buf - 1, 0 };
	size_t room = sizeof buf - sizeof "Include ...: " - strlen(why);

	text_put(&t, SPAN("Include "));
	if (name.n > room) {
		text_put(&t, SPAN("..."));
		name = span_from(name, name.n - room);
	}
	text_put(&t, name);
	text_put(&t, SPAN(": "));
	text_put(&t, span_str(why));
	t.p[t.n] = '\0';
	return fail(s, column, buf);
}

/* Returns whether n bytes fit before the text that is left. */
static bool
fits(const struct expansion *s, size_t n)
{
	return n <= s->left - s->done;
}

/*
 * Puts a mark, which names the file and the line that the next line comes from.
 */
static bool
put_mark(struct expansion *s)
{
	struct span name = s->open[s->depth].name;
	struct text t = { s->p + s->done, s->left - s->done, 0 };

	if (!fits(s, name.n + MARK_ROOM))
		return fail(s, 1, TOO_LARGE);
	text_char(&t, MARK);
	text_u64(&t, s->open[s->depth].line + 1);
	text_char(&t, ' ');
	text_put(&t, name);
	text_char(&t, '\n');
	s->done += t.n;
	return true;
}

/* The line is "Include FILE".  Most lines end at their first letter. */
static bool
is_include(struct span line, struct words *words)
{
	const char *where, *why;
	struct span bare = span_trim(line);

	if (bare.n == 0 || (*bare.p != 'I' && *bare.p != 'i' &&
			       *bare.p != '"' && *bare.p != '\''))
		return false;
	return words_split(line, words, &where, &why) && words->n > 0 &&
	       span_eq_nocase(words->at[0], SPAN("Include"));
}

static struct span
directory_of(struct span name)
{
	while (name.n > 0 && name.p[name.n - 1] != '/')
		name.n--;
	return name;
}

/* Returns whether the lines of a file with this name are being read. */
static bool
is_open(const struct expansion *s, struct span name)
{
	for (size_t i = 0; i <= s->depth; i++)
		if (span_eq(s->open[i].name, name))
			return true;
	return false;
}

/*
 * Reads the file behind its mark, and moves its text before the lines that are
 * left.  Its name stays at the mark, for later marks and messages.
 */
static bool
put_file(struct expansion *s, struct span name, size_t column)
{
	char *at = s->p + s->done;
	const char *why;
	struct span text;
	size_t n = 0;

	/* one byte is kept for a newline, which the file may lack */
	why = s->read(name.p, at, s->left - s->done - 1, &n);
	if (why != NULL)
		return fail_file(s, column, name, why);
	text = utf8_behind_mark((struct span){ at, n });
	if (utf8_is_utf16(text))
		return fail_file(s, column, name, UTF8_NOT_16);
	s->open[s->depth + 1].name = name;
	s->open[s->depth + 1].line = 0;
	s->open[++s->depth].until = s->left;
	if (text.n > 0 && text.p[text.n - 1] != '\n')
		s->p[--s->left] = '\n';
	s->left -= text.n;
	memmove(s->p + s->left, text.p, text.n);
	return true;
}

/*
 * Takes the name from the line, and checks everything before the file is read.
 */
static bool
include(struct expansion *s, struct span line, const struct words *words)
{
	struct span word = words->n == 2 ? words->at[1] : SPAN("");
	struct span dir = directory_of(s->open[s->depth].name), name;
	/* the room in front of the line, which contains the name */
	size_t room = (size_t)(line.p - s->p) - s->done;
	struct text t = { s->p + s->done, room, 0 };
	size_t column = (size_t)(words->at[0].p - line.p) + 1;

	if (word.n == 0)
		return fail(s, column, "Include wants the name of a file");
	column = (size_t)(word.p - line.p) + 1;
	if (*word.p == '/')
		dir.n = 0;
	if (dir.n + word.n + MARK_ROOM > room)
		return fail(s, column, TOO_LARGE);
	text_char(&t, MARK);
	text_put(&t, SPAN("1 "));
	name = (struct span){ t.p + t.n, dir.n + word.n };
	text_put(&t, dir);
	text_put(&t, word);
	text_char(&t, '\0'); /* a NUL, for the kernel */
	if (is_open(s, name))
		return fail(s, column,
		    "Include names a file that has included this one, so that "
		    "it would have no end");
	if (s->depth == LIMIT_CONF_DEPTH)
		return fail(s, column,
		    "Include is nested more than 8 deep; does a file include "
		    "itself?");
	if (s->files++ == LIMIT_CONF_INCLUDES)
		return fail(s, column, "Include names too many files");
	s->done += t.n;
	if (!put_file(s, name, column))
		return false;
	s->p[s->done - 1] = '\n';
	return true;
}

/* Takes the next line of the text that is left. */
static bool
next(struct expansion *s)
{
	struct span line, rest;
	struct words words;

	if (s->depth > 0 && s->left == s->open[s->depth].until) {
		s->depth--;
		return put_mark(s);
	}
	rest = (struct span){ s->p + s->left, s->room - s->left };
	(void)span_cut(rest, '\n', &line, &rest);
	s->open[s->depth].line++;
	if (line.n > 0 && *line.p == MARK)
		return fail(s, 1, "a control character");
	s->left += line.n + (s->left + line.n < s->room);
	if (is_include(line, &words))
		return include(s, line, &words);
	/* the line may overlap its destination */
	memmove(s->p + s->done, line.p, line.n);
	s->done += line.n;
	if (s->done < s->left)
		s->p[s->done++] = '\n';
	return true;
}

/*
 * Returns whether the text needs no expansion: no line includes a file or
 * begins like a mark.
 */
static bool
is_plain(struct span text)
{
	struct words words;
	struct span line;
	bool more;

	do {
		more = span_cut(text, '\n', &line, &text);
		if ((line.n > 0 && *line.p == MARK) || is_include(line, &words))
			return false;
	} while (more);
	return true;
}

/*
 * A function of its own, since few configurations need it and it uses much of
 * the stack.
 */
static __attribute__((noinline)) bool
expand(
    struct text *t, struct span name, include_read *read, struct conf_error *e)
{
	struct span text = utf8_behind_mark(TEXT_SPAN(*t));
	struct expansion s = { .p = t->p,
		.room = t->room,
		.left = t->room - text.n,
		.read = read,
		.e = e,
		.open[0].name = name };

	memmove(s.p + s.left, text.p, text.n);
	while (s.depth > 0 || s.left < s.room)
		if (!next(&s))
			return false;
	t->n = s.done;
	return true;
}

bool
include_expand(
    struct text *t, struct span name, include_read *read, struct conf_error *e)
{
	struct span text = TEXT_SPAN(*t);

	if (utf8_is_utf16(text) || is_plain(utf8_behind_mark(text)))
		return true;
	return expand(t, name, read, e);
}

/* Reads a mark, without the byte that it starts with. */
static void
take_mark(struct conf *conf, struct span mark, struct span *file, size_t *line)
{
	struct conf_includes *list = &conf->included;
	struct span number;
	uint64_t n = 1;

	(void)span_cut(mark, ' ', &number, file);
	(void)span_u64(number, &n);
	*line = (size_t)n;
	if (n == 1 && list->n < LIMIT_CONF_INCLUDES)
		list->at[list->n++] = *file;
}

/* Returns the length of the text up to the next mark. */
static size_t
find_mark(struct span text)
{
	const char *p = text.p, *end = text.p + text.n;

	while (p < end && *p != MARK) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		p = newline == NULL ? end : newline + 1;
	}
	return (size_t)(p - text.p);
}

bool
include_parse(struct conf *conf, struct span text, struct conf_error *e)
{
	struct span file = SPAN(""), mark, lines;
	size_t first = 1;

	for (;;) {
		lines = (struct span){ text.p, find_mark(text) };
		text = span_from(text, lines.n);
		if (!conf_parse(conf, lines, e)) {
			e->file = file;
			e->line += first - 1;
			return false;
		}
		if (text.n == 0)
			return true;
		(void)span_cut(span_from(text, 1), '\n', &mark, &text);
		take_mark(conf, mark, &file, &first);
	}
}

/* Returns whether the text has the byte, or ends in front of it. */
static bool
has(struct span text, const char *byte)
{
	uintptr_t from = (uintptr_t)text.p, at = (uintptr_t)byte;

	return at >= from && at - from <= text.n;
}

void
include_put_place(struct text *t, const struct conf *conf, struct span value)
{
	struct span text = conf->text, file = conf->name, line, number;
	uint64_t n = 0;

	if (value.p == NULL || text.n == 0 || !has(text, value.p))
		return;
	do {
		(void)span_cut(text, '\n', &line, &text);
		n++;
		if (line.n > 0 && *line.p == MARK) {
			(void)span_cut(span_from(line, 1), ' ', &number, &file);
			(void)span_u64(number, &n);
			n--;
		}
	} while (!has(line, value.p) && text.n > 0);
	text_put(t, file);
	text_char(t, ':');
	text_u64(t, n);
	text_put(t, SPAN(": "));
}

const char *
include_refuse(const struct span *words, size_t n, struct conf_includes *list,
    const struct span **bad)
{
	(void)n;
	(void)list;
	*bad = &words[0];
	return "works in a file only";
}
