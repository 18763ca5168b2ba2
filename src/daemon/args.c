#define _GNU_SOURCE
#include "daemon/args.h"

#include "base/address.h"
#include "http/authority.h"

#include <stdio.h>
#include <string.h>

#define OPTION_LIST "daemon/args.def"
#include "base/option_list.h"

/*
 * The most words, which are [PORT | ADDRESS PORT | ADDRESS:PORT] [DOCROOT], or
 * DOCROOT PORT, or DOCROOT ADDRESS:PORT.
 */
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
	case OPTION_QR:
		a->qr = true;
		return NULL;
	case OPTION_SHARE:
		a->share = true;
		return NULL;
	case OPTION_UPLOAD:
		a->upload = true;
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

/*
 * Returns true for an IP address, with or without brackets, or the word that
 * stands for all of them.
 */
static bool
is_address(struct span word)
{
	struct address ip;

	word = authority_bare(word);
	return address_parse(word, &ip) || span_eq(word, SPAN("localhost"));
}

/*
 * Returns the offset of the colon in ADDRESS:PORT, or 0.  The word "::1" is an
 * IPv6 address without a port: only behind brackets a port can follow.
 */
static size_t
colon_of(const char *word)
{
	struct authority a;

	return authority_cut(span_str(word), &a) && a.has_port &&
		       is_address(a.host)
		   ? a.host.n
		   : 0;
}

/*
 * Joins ADDRESS and PORT to one word, and adds the brackets of an IPv6 address.
 */
static const char *
take_two(const char *address, const char *port, struct args *a)
{
	struct text t = { a->two_words, sizeof a->two_words - 1, 0 };

	if (!is_port(port)) {
		a->walk.wrong = span_str(port);
		return is_number(port) ? "a port is a number from 1 to 65535"
				       : "a port is missing behind the address";
	}
	authority_put_host(&t, span_str(address));
	text_char(&t, ':');
	text_put(&t, span_str(port));
	a->two_words[text_fits(&t) ? t.n : t.room] = '\0';
	a->addressed = true;
	return listen_on(a->two_words, a);
}

static const char *
take_joined(const char *word, size_t colon, struct args *a)
{
	if (!is_port(word + colon + 1))
		return "a port is a number from 1 to 65535";
	a->addressed = true;
	return listen_on(word, a);
}

/* Takes the root, and the port or the address that precedes or follows it. */
static const char *
take_root(const char *const *word, size_t n, struct args *a)
{
	size_t colon;

	a->docroot = word[0];
	if (n == 1)
		return NULL;
	a->walk.wrong = span_str(word[1]);
	if (a->nlistens > 0 || n > 2)
		return "one word too many; see --help";
	if ((colon = colon_of(word[1])) > 0)
		return take_joined(word[1], colon, a);
	if (!is_number(word[1]))
		return "one directory or file is served; see --help";
	return take_port(word[1], a);
}

static const char *
take_words(const char *const *word, size_t n, struct args *a)
{
	const char *why = NULL;
	size_t used = 1, colon;

	if (n == 0)
		return NULL;
	colon = colon_of(word[0]);
	a->walk.wrong = span_str(word[0]);
	if (is_number(word[0])) {
		why = take_port(word[0], a);
	} else if (colon > 0) {
		why = take_joined(word[0], colon, a);
	} else if (word[0][0] == ':' && is_number(word[0] + 1)) {
		why = "the address is missing; 0.0.0.0 stands for all of IPv4";
	} else if (n > 1 && is_address(span_str(word[0]))) {
		why = take_two(word[0], word[1], a);
		used = 2;
	} else {
		return take_root(word, n, a);
	}
	return why != NULL || used == n ? why
					: take_root(word + used, n - used, a);
}

const char *
args_parse(int argc, char **argv, struct args *a)
{
	const char *word[WORDS + 1] = { NULL }, *why = NULL;
	size_t n = 0;
	int got;

	*a = (struct args){ .mode = ARGS_SERVE };
	a->walk = OPTION_WALK(argc, (const char *const *)argv);
	while (why == NULL && (got = option_next(&a->walk)) != OPTION_END) {
		if (got >= 0)
			why = take((enum option)got, a->walk.value, a);
		else if (got != OPTION_WORD)
			why = option_why(got);
		else if (n <= WORDS)
			word[n++] = a->walk.value;
	}
	if (why == NULL)
		why = take_words(word, n, a);
	if (why == NULL && a->upload && !a->share) {
		a->walk.wrong = SPAN("--upload");
		why = "is for --share only";
	}
	return why;
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
		 "Listens and runs minihttp workers, which serve.  Without "
		 "-c and -l it serves\nthe current directory on "
		 "127.0.0.1:8080.\n"));
	option_help(t, option_texts, option_keys, OPTION_ROWS);
	text_put(
	    t, SPAN("SIGHUP reloads the configuration, SIGTERM finishes "
		    "running responses and exits.\n"
		    "Manual: minihttpd(8), minihttp(8), minihttp.conf(5).\n"));
}
