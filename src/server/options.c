#include "server/options.h"

#include "os/scoreboard.h"

#include <string.h>

/*
 * The linker places these texts behind the data that every start reads; see
 * src/launch.mk.
 */
#define OPTION_TEXTS_IN __attribute__((section(".rodata.zz.usage")))
#define OPTION_LIST "server/options.def"
#include "base/option_list.h"

static const char usage[] OPTION_TEXTS_IN =
    "usage: minihttp [OPTION]... [DOCROOT]\n"
    "Reads HTTP requests on standard input, answers on standard output.\n";
static const char manual[] OPTION_TEXTS_IN =
    "Manual: minihttp(8), minihttp.conf(5).\n";

/* Returns NULL or an error. */
static const char *
take(enum option what, const char *value, struct options *o)
{
	uint64_t n;

	switch (what) {
	case OPTION_CONFIG:
		o->conf_file = value;
		return NULL;
	case OPTION_DIRECTIVE:
		if (o->noverrides == OPTIONS_OVERRIDES)
			return "too many";
		o->override[o->noverrides++] = value;
		return NULL;
	case OPTION_WORKER:
		if (!span_u64(span_str(value), &n) || n >= SCOREBOARD_WORKERS)
			return "not the number of a worker";
		o->worker = (int)n;
		return NULL;
	case OPTION_SECURE:
		o->secure = true;
		return NULL;
	case OPTION_SIGN:
		o->mode = OPTIONS_SIGN;
		o->sign = value;
		return NULL;
	case OPTION_JSON:
		o->json = true;
		return NULL;
	case OPTION_TEST:
		o->mode = OPTIONS_TEST;
		return NULL;
	case OPTION_PRINT:
		o->mode = OPTIONS_PRINT;
		return NULL;
	case OPTION_VERSION:
		o->mode = OPTIONS_VERSION;
		return NULL;
	case OPTION_HELP:
		o->mode = OPTIONS_HELP;
		return NULL;
	}
	return NULL;
}

/* Ends with an error for --json without -T, unless --help or --version win. */
static const char *
json_alone(struct options *o)
{
	if (o->mode == OPTIONS_HELP || o->mode == OPTIONS_VERSION)
		return NULL;
	o->walk.wrong = span_str("--json");
	return "is for -T only";
}

/*
 * Parses by base/option.  getopt(3) would need stdio, of which a page of text
 * and one of data would be faulted in before the first byte is read.
 */
const char *
options_parse(int argc, const char *const *argv, struct options *o)
{
	struct option_walk *w = &o->walk;
	const char *why = NULL;
	int got;

	*o = (struct options){ .mode = OPTIONS_SERVE, .worker = -1 };
	o->walk = OPTION_WALK(argc, argv);
	while (why == NULL && (got = option_next(w)) != OPTION_END) {
		if (got >= 0)
			why = take((enum option)got, w->value, o);
		else if (got != OPTION_WORD)
			why = option_why(got);
		else if (o->docroot != NULL)
			why = "one word too many; see --help";
		else
			o->docroot = w->value;
	}
	if (o->mode == OPTIONS_SIGN) {
		o->sign_for = o->docroot;
		o->docroot = NULL;
	}
	if (why == NULL && o->json && o->mode != OPTIONS_PRINT)
		why = json_alone(o);
	return why;
}

void
options_help(struct text *t)
{
	text_put(t, SPAN(usage));
	option_help(t, option_texts, option_keys, OPTION_ROWS);
	text_put(t, SPAN(manual));
}
