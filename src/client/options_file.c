#define _GNU_SOURCE
#include "client/options_file.h"

#include "client/file_text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 1024
#define FILE_MOST 65536

struct arguments {
	const char **word;
	int n;
};

static const char *
push(struct arguments *w, const char *word)
{
	if (w->n == WORDS)
		return "too many words";
	w->word[w->n++] = word;
	return NULL;
}

/* Cuts a value in quotes, and undoes its escapes in place. */
static void
unquote(char *p)
{
	char *to = p;

	for (char *from = p + 1; *from != '\0' && *from != '"'; from++) {
		char c = *from;

		if (c == '\\' && from[1] != '\0') {
			c = *++from;
			c = c == 'n'   ? '\n'
			    : c == 't' ? '\t'
			    : c == 'r' ? '\r'
				       : c;
		}
		*to++ = c;
	}
	*to = '\0';
}

/*
 * Returns the option word: "-x" and "--name" stay, and "name" gets its dashes.
 */
static const char *
option_word(char *name)
{
	size_t n = strlen(name);
	char *word;

	if (*name == '-')
		return name;
	word = malloc(n + 3);
	if (word == NULL)
		return name;
	memcpy(word, "--", 2);
	memcpy(word + 2, name, n + 1);
	return word;
}

static const char *
take_line(struct arguments *w, char *line)
{
	char *value;
	const char *why;

	line += strspn(line, " \t\r");
	if (*line == '\0' || *line == '#')
		return NULL;
	value = line + strcspn(line, " \t\r=:");
	if (*value != '\0') {
		*value++ = '\0';
		value += strspn(value, " \t\r=:");
	}
	why = push(w, option_word(line));
	if (why != NULL || *value == '\0' || *value == '#')
		return why;
	if (*value == '"')
		unquote(value);
	else
		value[strcspn(value, "\r\n")] = '\0';
	return push(w, value);
}

static const char *
take_file(struct arguments *w, const char *path)
{
	char *text = file_text_read(path, FILE_MOST), *line;
	const char *why = NULL;

	if (text == NULL)
		return strerror(errno);
	while (why == NULL && (line = strsep(&text, "\n")) != NULL)
		why = take_line(w, line);
	return why;
}

/* Returns the file that this word and the next one name, or NULL. */
static const char *
file_of(const char *word, const char *next)
{
	if (strcmp(word, "-K") == 0 || strcmp(word, "--config") == 0)
		return next;
	if (strncmp(word, "--config=", 9) == 0)
		return word + 9;
	return strncmp(word, "-K", 2) == 0 ? word + 2 : NULL;
}

const char *
options_file_expand(int *argc, const char *const **argv, const char **about)
{
	struct arguments w = { NULL, 0 };
	bool any = false;

	for (int i = 1; i < *argc; i++)
		any |= file_of((*argv)[i], "") != NULL;
	if (!any)
		return NULL;
	*about = "-K";
	w.word = malloc((WORDS + 1) * sizeof *w.word);
	if (w.word == NULL)
		return strerror(errno);
	for (int i = 0; i < *argc; i++) {
		const char *next = i + 1 < *argc ? (*argv)[i + 1] : NULL;
		const char *file = i > 0 ? file_of((*argv)[i], next) : NULL;
		const char *why = push(&w, (*argv)[i]);

		if (why == NULL && file != NULL && file == next) {
			why = push(&w, next);
			i++;
		}
		if (why == NULL && file != NULL) {
			*about = file;
			why = take_file(&w, file);
		}
		if (why != NULL)
			return why;
	}
	w.word[w.n] = NULL;
	*argc = w.n;
	*argv = w.word;
	return NULL;
}
