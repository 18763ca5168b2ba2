#include "tls/options.h"

#define TIMEOUT_S 10
#define TIMEOUT_MOST_S 600
#define CONNECTIONS_MOST 65536   /* the most that MaxConnections allows */
#define PER_PROCESS_MOST 1000000 /* that of ConnectionsPerProcess */
#define LIMITS 4                 /* of a service */

#define OPTION_LIST "tls/options.def"
#include "base/option_list.h"

static const char *
take_key(const char *value, struct options *o)
{
	if (o->npairs == 0)
		return "name the certificate of this key before it, with -C";
	if (o->pair[o->npairs - 1].key != NULL)
		return "this certificate has a key already";
	o->pair[o->npairs - 1].key = value;
	return NULL;
}

static const char *
take_timeout(const char *value, struct options *o)
{
	uint64_t seconds;

	if (!span_u64(span_str(value), &seconds) || seconds == 0 ||
	    seconds > TIMEOUT_MOST_S)
		return "not a number of seconds from 1 to 600";
	o->timeout_ms = seconds * 1000;
	return NULL;
}

/* Reads "HANDSHAKES,CONNECTIONS,SOURCE,PROCESS". */
static const char *
take_service(const char *value, struct options *o)
{
	struct span word, rest = span_str(value);
	uint64_t n[LIMITS] = { 0 };
	bool good = true;

	o->mode = OPTIONS_SERVICE;
	for (size_t i = 0; i < LIMITS; i++) {
		bool more = span_cut(rest, ',', &word, &rest);

		good = good && more == (i < LIMITS - 1) &&
		       span_u64(word, &n[i]) &&
		       n[i] <= (i < 3 ? CONNECTIONS_MOST : PER_PROCESS_MOST);
	}
	if (!good || n[0] == 0 || n[0] > OPTIONS_HANDSHAKES_MOST || n[1] == 0 ||
	    n[3] == 0)
		return "not four numbers, such as 256,256,64,1";
	o->handshakes = (size_t)n[0];
	o->connections = (size_t)n[1];
	o->per_source = (size_t)n[2];
	o->per_process = n[3];
	return NULL;
}

static const char *
take_client(const char *value, struct options *o)
{
	if (span_eq(span_str(value), SPAN("require")))
		o->client = OPTIONS_CLIENT_REQUIRE;
	else if (span_eq(span_str(value), SPAN("ask")))
		o->client = OPTIONS_CLIENT_ASK;
	else
		return "neither require nor ask";
	return NULL;
}

/* Returns NULL or an error. */
static const char *
take(enum option what, const char *value, struct options *o)
{
	switch (what) {
	case OPTION_CERTIFICATE:
		if (o->npairs == OPTIONS_PAIRS)
			return "more than 8 certificates";
		o->pair[o->npairs++] = (struct options_pair){ value, NULL };
		return NULL;
	case OPTION_PRIVATE:
		return take_key(value, o);
	case OPTION_TIMEOUT:
		return take_timeout(value, o);
	case OPTION_CLIENT_CA:
		o->client_ca = value;
		return NULL;
	case OPTION_CLIENT_CERTIFICATE:
		return take_client(value, o);
	case OPTION_CLIENT_CRL:
		o->client_crl = value;
		return NULL;
	case OPTION_NEW:
		o->mode = OPTIONS_NEW;
		o->fresh = value;
		return NULL;
	case OPTION_PUMP:
		o->pump = true;
		return NULL;
	case OPTION_SERVICE:
		return take_service(value, o);
	case OPTION_STRICT:
		o->strict = true;
		return NULL;
	case OPTION_TEST:
		o->mode = OPTIONS_TEST;
		return NULL;
	case OPTION_CONFINEMENT:
		o->mode = OPTIONS_CONFINEMENT;
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

/* Half of it would let everybody in, or nobody. */
static const char *
judge_client(const struct options *o)
{
	if (o->client != OPTIONS_CLIENT_NO && o->client_ca == NULL)
		return "--client-certificate needs --client-ca, the file of "
		       "the authorities";
	if (o->client_ca != NULL && o->client == OPTIONS_CLIENT_NO)
		return "--client-ca needs --client-certificate require, or "
		       "ask";
	return o->client_crl != NULL && o->client_ca == NULL
		   ? "--client-crl needs --client-ca, the file of the "
		     "authorities"
		   : NULL;
}

/* Checks that the options which serving needs were given. */
static const char *
judge(struct options *o)
{
	o->walk.wrong = SPAN("");
	if (o->mode == OPTIONS_VERSION || o->mode == OPTIONS_HELP ||
	    o->mode == OPTIONS_CONFINEMENT)
		return NULL;
	if (o->mode == OPTIONS_NEW)
		return o->npairs == 0 ? NULL
				      : "-N makes a certificate, and -C serves "
					"one: give either";
	if (o->npairs == 0)
		return "no certificate: name one with -C; see --help";
	if (o->mode == OPTIONS_SERVE && *o->command == NULL)
		return "the command of the handler is missing: minihttp-tls "
		       "-C PATH minihttp DOCROOT";
	return judge_client(o);
}

/*
 * Parses the options.  The first word that is not an option begins the
 * handler's command line.
 */
const char *
options_parse(int argc, const char *const *argv, struct options *o)
{
	struct option_walk *w = &o->walk;
	const char *why = NULL;
	int got = OPTION_END;

	*o = (struct options){ .timeout_ms = TIMEOUT_S * 1000 };
	o->walk = OPTION_WALK(argc, argv);
	o->command = argv + argc;
	while (why == NULL && (got = option_next(w)) >= 0)
		why = take((enum option)got, w->value, o);
	if (why != NULL)
		return why;
	if (got != OPTION_WORD && got != OPTION_END)
		return option_why(got);
	if (got == OPTION_WORD)
		o->command = argv + w->at;
	return judge(o);
}

void
options_help(struct text *t)
{
	text_put(t, SPAN("usage: minihttp-tls [OPTION]... HANDLER [WORD]...\n"
			 "Decrypts the connection on standard input, and "
			 "starts HANDLER behind it.\n"
			 "Or: minihttp-tls -N DIR [NAME]...\n"));
	option_help(t, option_texts, option_keys, OPTION_ROWS);
	text_put(t, SPAN("Manual: minihttp-tls(8).\n"));
}
