/*
 * words -- splits one line of a configuration into words.
 *
 * Words are separated by blanks.  A word in quotes, "a word" or 'a word', may
 * contain any character but its own quote.  A word that starts with # starts a
 * comment.  A word is a span into the line, without its quotes.
 */
#ifndef CONFIG_WORDS_H
#define CONFIG_WORDS_H

#include "base/text.h"

#define WORDS_MAX 24 /* a ContentType line may have many extensions */

struct words {
	struct span at[WORDS_MAX];
	size_t n;
};

/*
 * Splits a line.  Returns false on an error, and sets *where to the place of
 * the error in the line and *why to a constant string.
 */
bool words_split(
    struct span line, struct words *, const char **where, const char **why);

/* Appends a word so that words_split reads it, in quotes if necessary. */
void words_put(struct text *, struct span word);

/* Appends a line of a directive that has two words. */
void words_put_pair(
    struct text *, struct span directive, struct span a, struct span b);

#endif
