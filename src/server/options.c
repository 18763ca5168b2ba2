#include "server/options.h"

#include "os/board.h"

#include <string.h>

/* One option letter; NULL, or what is wrong. */
static const char *
take(char letter, const char *value, struct options *o)
{
	uint64_t n;

	switch (letter) {
	case 'c':
		o->conf_file = value;
		return NULL;
	case 'o':
		if (o->noverrides == OPTIONS_OVERRIDES)
			return "too many";
		o->override[o->noverrides++] = value;
		return NULL;
	case 'w':
		if (!span_u64(span_str(value), &n) || n >= BOARD_WORKERS)
			return "not the number of a worker";
		o->worker = (int)n;
		return NULL;
	case 't':
		o->mode = OPTIONS_TEST;
		return NULL;
	case 'T':
		o->mode = OPTIONS_PRINT;
		return NULL;
	case 'V':
		o->mode = OPTIONS_VERSION;
		return NULL;
	case 'h':
		o->mode = OPTIONS_HELP;
		return NULL;
	default:
		return "unknown option";
	}
}

/*
 * As getopt(3) would; that one brings stdio along, which is a page of text
 * and one of data to fault in before the first byte is read.
 */
const char *
options_parse(int argc, const char *const *argv, struct options *o)
{
	int i;

	*o = (struct options){ .mode = OPTIONS_SERVE, .worker = -1 };
	for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		for (const char *p = argv[i] + 1; *p != '\0'; p++) {
			bool valued = *p == 'c' || *p == 'o' || *p == 'w';
			const char *value = p + 1, *why;

			o->wrong = (struct span){ p, 1 };
			if (valued && *value == '\0')
				value = argv[++i];
			if (value == NULL)
				return "this option wants a value";
			why = take(*p, value, o);
			if (why != NULL)
				return why;
			if (valued)
				break;
		}
	}
	if (i < argc)
		o->docroot = argv[i++];
	if (i == argc)
		return NULL;
	o->wrong = span_str(argv[i]);
	return "one too many";
}
