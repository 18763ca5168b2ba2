#define _GNU_SOURCE
#include "daemon/args.h"

#include "base/span.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const struct option longs[] = {
	{ "listen", required_argument, NULL, 'l' },
	{ "handler", required_argument, NULL, 'H' },
	{ "test", no_argument, NULL, 't' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const char *
take(int letter, const char *value, struct args *a)
{
	switch (letter) {
	case 'c':
		a->conf_file = value;
		return NULL;
	case 'o':
		if (a->noverrides == ARGS_OVERRIDES)
			return "too many directives";
		a->override[a->noverrides++] = value;
		return NULL;
	case 'l':
		if (a->nlistens == LIMIT_LISTEN)
			return "too many addresses";
		a->listen[a->nlistens++] = value;
		return NULL;
	case 'H':
		a->handler = value;
		return NULL;
	case 't':
		a->mode = ARGS_TEST;
		return NULL;
	case 'V':
		a->mode = ARGS_VERSION;
		return NULL;
	case 'h':
		a->mode = ARGS_HELP;
		return NULL;
	default:
		return "unknown option, or one without its value";
	}
}

/* ADDRESS PORT as one word; an IPv6 address gets its brackets. */
static const char *
take_two(const char *address, const char *port, struct args *a)
{
	bool bare = strchr(address, ':') != NULL && *address != '[';
	uint64_t n;

	if (!span_u64(span_str(port), &n) || n == 0 || n > 65535)
		return "two words are an address and a port";
	n = (uint64_t)snprintf(a->two_words, sizeof a->two_words,
	    bare ? "[%s]:%s" : "%s:%s", address, port);
	if (n >= sizeof a->two_words)
		return "that is not an address";
	return take('l', a->two_words, a);
}

const char *
args_parse(int argc, char **argv, struct args *a)
{
	const char *why = NULL;
	int letter;

	*a = (struct args){ .mode = ARGS_SERVE };
	opterr = 0;
	while (why == NULL && (letter = getopt_long(argc, argv, "+c:o:l:tVh",
				   longs, NULL)) != -1)
		why = take(letter, optarg, a);
	if (why != NULL)
		return why;
	argv += optind;
	argc -= optind;
	if (argc >= 2) {
		why = take_two(argv[0], argv[1], a);
		argv += 2;
		argc -= 2;
	}
	if (argc > 0)
		a->docroot = argv[0];
	return why != NULL || argc <= 1 ? why : "too many words";
}
