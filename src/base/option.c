#include "base/option.h"

#include <string.h>

/* Takes "--name" or "--name=value". */
static int
option_long(struct option_walk *w)
{
	struct span name, value;
	bool valued = span_cut(span_str(w->argv[w->at]), '=', &name, &value);

	w->wrong = name;
	for (size_t i = 0; i < w->n; i++) {
		if (!span_eq(span_from(name, 2), span_str(w->text[i].name)))
			continue;
		if (!w->key[i].valued)
			return valued ? OPTION_HAS_NO_VALUE : (int)i;
		if (valued)
			w->value = value.p;
		else if (w->at + 1 < w->argc)
			w->value = w->argv[++w->at];
		return w->value != NULL ? (int)i : OPTION_WANTS_VALUE;
	}
	return OPTION_UNKNOWN;
}

/* Takes the next letter of a bundle. */
static int
option_letter(struct option_walk *w)
{
	char letter = *w->bundle++;
	size_t i = 0;

	w->shown[0] = '-';
	w->shown[1] = letter;
	w->wrong = (struct span){ w->shown, 2 };
	while (i < w->n && w->key[i].letter != letter)
		i++;
	if (i == w->n)
		return OPTION_UNKNOWN;
	if (w->key[i].valued) {
		w->value = w->bundle;
		w->bundle = NULL;
		if (*w->value == '\0')
			w->value =
			    w->at + 1 < w->argc ? w->argv[++w->at] : NULL;
		if (w->value == NULL)
			return OPTION_WANTS_VALUE;
	}
	return (int)i;
}

int
option_next(struct option_walk *w)
{
	const char *word;

	w->value = NULL;
	if (w->bundle != NULL && *w->bundle != '\0')
		return option_letter(w);
	w->bundle = NULL;
	if (++w->at >= w->argc)
		return OPTION_END;
	word = w->argv[w->at];
	if (w->words_only || word[0] != '-' || word[1] == '\0') {
		w->value = word;
		w->wrong = span_str(word);
		return OPTION_WORD;
	}
	if (word[1] != '-') {
		w->bundle = word + 1;
		return option_letter(w);
	}
	if (word[2] != '\0')
		return option_long(w);
	w->words_only = true;
	return option_next(w);
}

const char *
option_why(int got)
{
	if (got == OPTION_UNKNOWN)
		return "unknown option; --help lists them";
	if (got == OPTION_WANTS_VALUE)
		return "this option wants a value; see --help";
	return "this option takes no value; see --help";
}

/*
 * The column where the sentences begin; a longer option has a line of its own.
 */
#define COLUMN 24

void
option_help(struct text *t, const struct option_text *text,
    const struct option_key *key, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t begin = t->n;

		text_put(t, SPAN("  "));
		if (key[i].letter != 0) {
			text_char(t, '-');
			text_char(t, key[i].letter);
		}
		text_put(t, key[i].letter != 0 ? SPAN(", --") : SPAN("    --"));
		text_put(t, span_str(text[i].name));
		if (*text[i].value != '\0' && *text[i].value != '[')
			text_char(t, ' ');
		text_put(t, span_str(text[i].value));
		if (t->n - begin > COLUMN - 2) {
			text_char(t, '\n');
			begin = t->n;
		}
		while (t->n - begin < COLUMN)
			text_char(t, ' ');
		text_put(t, span_str(text[i].help));
		text_char(t, '\n');
	}
}
