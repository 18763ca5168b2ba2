/*
 * option -- the command line: one list of options drives the parser and --help.
 *
 * The list is a .def file beside the program, one line for each option:
 *
 *	OPTION('c', "config", CONFIG, "FILE", "read the configuration there")
 *
 * with a letter (or 0), a long name, an enumerator, the name of its value (or
 * ""), and a sentence for the help.  tests/lint/completion.sh compares the
 * lists with the manuals and completions.
 *
 *	struct option_walk w = { argc, argv, .key = keys, .text = texts, n };
 *
 *	while ((got = option_next(&w)) != OPTION_END)
 *		got >= 0: that row of the list, with w.value
 *		OPTION_WORD: w.value is no option
 *		else: w.wrong, and option_why(got)
 *
 * Options may stand between other words; "--" ends them.
 */
#ifndef BASE_OPTION_H
#define BASE_OPTION_H

#include "base/text.h"

/* Two arrays of characters without pointers; every start reads the first. */
struct option_key {
	char letter, valued;
};

struct option_text {
	char name[20], value[16], help[72];
};

#define OPTION_KEY(letter, name, what, value, help)                            \
	{ letter, sizeof(value) > 1 },
#define OPTION_TEXT(letter, name, what, value, help) { name, value, help },

struct option_walk {
	int argc;
	const char *const *argv;
	const struct option_key *key;
	const struct option_text *text;
	size_t n;

	const char *value;  /* of the option, or the word */
	struct span wrong;  /* the wrong option, as written */
	int at;             /* index of the last word taken */
	bool words_only;    /* after "--" */
	const char *bundle; /* the rest of "-abc", or NULL */
	char shown[2];      /* "-b" */
};

enum {
	OPTION_END = -1,
	OPTION_WORD = -2,
	OPTION_UNKNOWN = -3,
	OPTION_WANTS_VALUE = -4,
	OPTION_HAS_NO_VALUE = -5
};

/* Returns the next option's row in the list, or one of the values above. */
int option_next(struct option_walk *);

/*
 * Returns a constant string that says in a few words what is wrong with
 * w.wrong.
 */
const char *option_why(int got);

/* Appends a line for each option: " -c, --config FILE sentence". */
void option_help(struct text *, const struct option_text *,
    const struct option_key *, size_t n);

#endif
