#define _GNU_SOURCE
#include "client/options_file.h"

#include "client/file_text.h"
#include "client/options.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 1024
#define FILE_MOST 65536
#define DEPTH 8 /* of files that name further files */
#define BLANKS " \t\r"

struct arguments {
	const char **word;
	int n, depth;
	const char *about; /* the file, and perhaps the line, of an error */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static const char *
push(struct arguments *w, const char *word)
{
	if (w->n == WORDS)
		return "too many words";
	w->word[w->n++] = word;
	return NULL;
}

/*
 * Cuts a value in quotes, and undoes its escapes in place.  Returns false if no
 * quote ends it.
 */
static bool
unquote(char *p)
{
	char *to = p;
	const char *from = p + 1;

	for (; *from != '\0' && *from != '"'; from++) {
		char c = *from;

		if (c == '\\' && from[1] != '\0') {
			c = *++from;
			c = c == 'n'   ? '\n'
			    : c == 't' ? '\t'
			    : c == 'r' ? '\r'
			    : c == 'v' ? '\v'
				       : c;
		}
		*to++ = c;
	}
	if (*from == '\0')
		return false;
	*to = '\0';
	return true;
}

/* Cuts the blanks, and a comment, behind a value without quotes. */
static void
cut_end(char *p)
{
	size_t n = 0;

	while (p[n] != '\0' && (p[n] != '#' || n == 0 || !is_blank(p[n - 1])))
		n++;
	while (n > 0 && is_blank(p[n - 1]))
		n--;
	p[n] = '\0';
}

/* Returns BEFORE NAME BETWEEN VALUE as one word. */
static const char *
join(const char *before, const char *name, const char *between,
    const char *value)
{
	size_t n =
	    strlen(before) + strlen(name) + strlen(between) + strlen(value) + 1;
	char *word = malloc(n);

	if (word != NULL)
		(void)snprintf(
		    word, n, "%s%s%s%s", before, name, between, value);
	return word;
}

static const char *take_file(struct arguments *w, const char *path);

/*
 * Pushes an option and its value, NULL for none.  The value cannot be the next
 * word of another line, nor a word by itself: that would be a URL.
 */
static const char *
take_pair(struct arguments *w, const char *word, const char *value)
{
	const char *config, *why;
	bool awaits = options_awaits(word, &config);

	if (awaits && value == NULL)
		return "the option in this line wants a value";
	if (!awaits && value != NULL) {
		if (word[1] != '-')
			return "the option in this line takes no value";
		word = join(word, "=", value, "");
	}
	why = word != NULL ? push(w, word) : strerror(errno);
	if (why == NULL && awaits)
		why = push(w, value);
	if (why == NULL && config != NULL)
		why = take_file(w, *config != '\0' ? config : value);
	return why;
}

static const char *
take_line(struct arguments *w, char *line)
{
	char *value;
	const char *word;

	line += strspn(line, BLANKS);
	if (*line == '\0' || *line == '#')
		return NULL;
	value = line + strcspn(line, BLANKS "=:");
	if (*value != '\0') {
		*value++ = '\0';
		value += strspn(value, BLANKS "=:");
	}
	word = *line == '-' ? line : join("--", line, "", "");
	if (word == NULL)
		return strerror(errno);
	if (*value == '\0' || *value == '#')
		return take_pair(w, word, NULL);
	if (*value != '"')
		cut_end(value);
	else if (!unquote(value))
		return "the value in this line has no quote at its end";
	return take_pair(w, word, value);
}

static const char *
take_file(struct arguments *w, const char *path)
{
	char *text, *line;
	const char *why = NULL;
	char number[24];
	const char *about = w->about;

	w->about = path;
	if (w->depth == DEPTH)
		return "too many files that name one another";
	text = file_text_read(path, FILE_MOST);
	if (text == NULL)
		return strerror(errno);
	w->depth++;
	for (unsigned n = 1; (line = strsep(&text, "\n")) != NULL; n++) {
		why = take_line(w, line);
		if (why == NULL)
			continue;
		if (w->about == path) { /* the innermost file is named */
			(void)snprintf(number, sizeof number, "%u", n);
			w->about = join(path, ":", number, "");
		}
		return why;
	}
	w->depth--;
	w->about = about;
	return NULL;
}

/*
 * Pushes word i, and the next one if it is its value.  Returns the number of
 * words.
 */
static int
take_word(struct arguments *w, const char *const *argv, int i, int argc,
    const char **why)
{
	const char *config;
	bool awaits = options_awaits(argv[i], &config) && i + 1 < argc;

	*why = push(w, argv[i]);
	if (*why == NULL && awaits)
		*why = push(w, argv[i + 1]);
	if (config != NULL && *config == '\0')
		config = awaits ? argv[i + 1] : NULL; /* options_parse tells */
	if (*why == NULL && config != NULL)
		*why = take_file(w, config);
	return awaits ? 2 : 1;
}

static bool
names_file(int argc, const char *const *argv)
{
	const char *config = NULL;

	for (int i = 1; i < argc && config == NULL; i++)
		(void)options_awaits(argv[i], &config);
	return config != NULL;
}

const char *
options_file_expand(int *argc, const char *const **argv, const char **about)
{
	struct arguments w = { NULL, 0, 0, "-K" };
	const char *why = NULL;
	bool words_only = false;

	if (!names_file(*argc, *argv))
		return NULL;
	w.word = malloc((WORDS + 1) * sizeof *w.word);
	if (w.word == NULL)
		why = strerror(errno);
	for (int i = 0; i < *argc && why == NULL;) {
		words_only |= i > 0 && strcmp((*argv)[i], "--") == 0;
		if (i > 0 && !words_only)
			i += take_word(&w, *argv, i, *argc, &why);
		else
			why = push(&w, (*argv)[i++]);
	}
	*about = w.about;
	if (why != NULL)
		return why;
	w.word[w.n] = NULL;
	*argc = w.n;
	*argv = w.word;
	return NULL;
}
