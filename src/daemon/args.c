#define _GNU_SOURCE
#include "daemon/args.h"

#include <stdio.h>
#include <string.h>

enum option {
#define OPTION(letter, name, what, value, help) OPTION_##what,
#include "daemon/args.def"
#undef OPTION
};
static const struct option_key keys[] = {
#define OPTION OPTION_KEY
#include "daemon/args.def"
#undef OPTION
};
static const struct option_text texts[] = {
#define OPTION OPTION_TEXT
#include "daemon/args.def"
#undef OPTION
};
#define ROWS (sizeof keys / sizeof *keys)

/* Parses PORT, PORT DOCROOT or ADDRESS PORT DOCROOT: three words at most. */
#define WORDS 3

static bool
is_port(const char *word)
{
	uint64_t n;

	return span_u64(span_str(word), &n) && n > 0 && n <= 65535;
}

static bool
is_number(const char *word)
{
	return *word != '\0' && word[strspn(word, "0123456789")] == '\0';
}

static const char *
listen_on(const char *name, struct args *a)
{
	if (a->nlistens == LIMIT_LISTEN)
		return "too many addresses";
	a->listen[a->nlistens++] = name;
	return NULL;
}

static const char *
take_port(const char *port, struct args *a)
{
	char *name = a->port[a->nlistens < LIMIT_LISTEN ? a->nlistens : 0];

	if (!is_port(port)) {
		a->walk.wrong = span_str(port);
		return "a port is a number from 1 to 65535";
	}
	if (a->nlistens < LIMIT_LISTEN)
		(void)snprintf(name, sizeof a->port[0], "127.0.0.1:%.5s", port);
	return listen_on(name, a);
}

static const char *
take(enum option what, const char *value, struct args *a)
{
	switch (what) {
	case OPTION_CONFIG:
		a->conf_file = value;
		return NULL;
	case OPTION_DIRECTIVE:
		if (a->noverrides == ARGS_OVERRIDES)
			return "too many directives";
		a->override[a->noverrides++] = value;
		return NULL;
	case OPTION_LISTEN:
		a->addressed = true;
		return listen_on(value, a);
	case OPTION_PORT:
		return take_port(value, a);
	case OPTION_HANDLER:
		a->handler = value;
		return NULL;
	case OPTION_TEST:
		a->mode = ARGS_TEST;
		return NULL;
	case OPTION_VERSION:
		a->mode = ARGS_VERSION;
		return NULL;
	case OPTION_HELP:
		a->mode = ARGS_HELP;
		return NULL;
	}
	return NULL;
}

/* Joins ADDRESS and PORT to one word; an IPv6 address gets its brackets. */
static const char *
take_two(const char *address, const char *port, struct args *a)
{
	bool bare = strchr(address, ':') != NULL && *address != '[';
	int n;

	if (!is_port(port))
		return "two words are PORT and DOCROOT, or ADDRESS and PORT";
	n = snprintf(a->two_words, sizeof a->two_words,
	    bare ? "[%s]:%s" : "%s:%s", address, port);
	if ((size_t)n >= sizeof a->two_words)
		return "that is not an address";
	a->addressed = true;
	return listen_on(a->two_words, a);
}

static const char *
take_words(const char *const *word, size_t n, struct args *a)
{
	const char *why = NULL;
	size_t used = 0;

	a->walk.wrong = span_str(n > 0 ? word[0] : "");
	if (n > 0 && is_number(word[0])) {
		why = take_port(word[0], a);
		used = 1;
	} else if (n > 1) {
		why = take_two(word[0], word[1], a);
		used = 2;
	}
	if (why != NULL || used == n)
		return why;
	a->docroot = word[used++];
	a->walk.wrong = span_str(word[n - 1]);
	return used < n ? "one word too many; see --help" : NULL;
}

const char *
args_parse(int argc, char **argv, struct args *a)
{
	const char *word[WORDS + 1] = { NULL }, *why = NULL;
	size_t n = 0;
	int got;

	*a = (struct args){ .mode = ARGS_SERVE };
	a->walk = (struct option_walk){ .argc = argc,
		.argv = (const char *const *)argv,
		.key = keys,
		.text = texts,
		.n = ROWS };
	while (why == NULL && (got = option_next(&a->walk)) != OPTION_END) {
		if (got >= 0)
			why = take((enum option)got, a->walk.value, a);
		else if (got != OPTION_WORD)
			why = option_why(got);
		else if (n <= WORDS)
			word[n++] = a->walk.value;
	}
	return why != NULL ? why : take_words(word, n, a);
}

bool
args_by_hand(const struct args *a)
{
	return !a->managed && a->conf_file == NULL && !a->addressed;
}

void
args_listen(struct args *a, unsigned port)
{
	(void)snprintf(a->port[0], sizeof a->port[0], "127.0.0.1:%u", port);
	a->listen[0] = a->port[0];
	a->nlistens = 1;
}

void
args_help(struct text *t)
{
	text_put(t,
	    SPAN("usage: minihttpd [OPTION]... [PORT] [DOCROOT | FILE]\n"
		 "       minihttpd [OPTION]... ADDRESS PORT [DOCROOT | FILE]\n"
		 "Listens, and keeps minihttp workers that serve.  By hand, "
		 "without -c and -l:\nthe current directory, on "
		 "127.0.0.1:8080.\n"));
	option_help(t, texts, keys, ROWS);
	text_put(
	    t, SPAN("SIGHUP reads the configuration anew, SIGTERM drains and "
		    "ends.\n"
		    "Manual: minihttpd(8), minihttp(8), minihttp.conf(5).\n"));
}
