#include "config/words.h"

#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
fail(const char *at, const char *text, const char **where, const char **why)
{
	*where = at;
	*why = text;
	return false;
}

/* Takes the word at the front of *s. */
static bool
take_word(
    struct span *s, struct span *word, const char **where, const char **why)
{
	char quote = *s->p == '"' || *s->p == '\'' ? *s->p : '\0';
	size_t n = 0;

	if (quote) {
		const char *end = memchr(s->p + 1, quote, s->n - 1);

		if (end == NULL)
			return fail(s->p, "a quote is not closed", where, why);
		*word = (struct span){ s->p + 1, (size_t)(end - s->p) - 1 };
		*s = span_from(*s, word->n + 2);
		if (s->n > 0 && !is_blank(*s->p))
			return fail(
			    s->p, "no blank after a closing quote", where, why);
		return true;
	}
	while (n < s->n && !is_blank(s->p[n]))
		n++;
	*word = (struct span){ s->p, n };
	*s = span_from(*s, n);
	return true;
}

bool
words_split(
    struct span line, struct words *words, const char **where, const char **why)
{
	words->n = 0;
	for (size_t i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] < ' ' && !is_blank(line.p[i]))
			return fail(
			    line.p + i, "a control character", where, why);
	for (;;) {
		while (line.n > 0 && is_blank(*line.p))
			line = span_from(line, 1);
		if (line.n == 0 || *line.p == '#')
			return true;
		if (words->n == WORDS_MAX)
			return fail(line.p, "too many words", where, why);
		if (!take_word(&line, &words->at[words->n], where, why))
			return false;
		words->n++;
	}
}

void
words_put(struct text *t, struct span word)
{
	bool plain =
	    word.n > 0 && *word.p != '#' && *word.p != '"' && *word.p != '\'';
	char quote = '"';

	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] == ' ' || word.p[i] == '\t' || word.p[i] == '\r')
			plain = false;
		if (word.p[i] == '"')
			quote = '\'';
	}
	if (!plain)
		text_char(t, quote);
	text_put(t, word);
	if (!plain)
		text_char(t, quote);
}

void
words_put_pair(
    struct text *t, struct span directive, struct span a, struct span b)
{
	text_put(t, directive);
	text_char(t, ' ');
	words_put(t, a);
	text_char(t, ' ');
	words_put(t, b);
	text_char(t, '\n');
}
