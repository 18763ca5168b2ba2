/*
 * option_list -- makes the tables of base/option from the list of a program.
 * It is included once, by the file that reads the command line.
 *
 *	#define OPTION_LIST "daemon/args.def"
 *	#include "base/option_list.h"
 *
 *	o->walk = OPTION_WALK(argc, argv);
 *
 *	switch ((enum option)option_next(&o->walk)) {
 *	case OPTION_CONFIG:
 *
 * OPTION_TEXTS_IN may hold an attribute that places the texts.
 */
#include "base/option.h"

#ifndef OPTION_TEXTS_IN
#define OPTION_TEXTS_IN
#endif

enum option {
#define OPTION(letter, name, what, value, help) OPTION_##what,
#include OPTION_LIST
#undef OPTION
};

static const struct option_key option_keys[] = {
#define OPTION OPTION_KEY
#include OPTION_LIST
#undef OPTION
};

static const struct option_text option_texts[] OPTION_TEXTS_IN = {
#define OPTION OPTION_TEXT
#include OPTION_LIST
#undef OPTION
};

#define OPTION_ROWS (sizeof option_keys / sizeof *option_keys)

#define OPTION_WALK(count, words)                                              \
	((struct option_walk){ .argc = (count),                                \
	    .argv = (words),                                                   \
	    .key = option_keys,                                                \
	    .text = option_texts,                                              \
	    .n = OPTION_ROWS })
