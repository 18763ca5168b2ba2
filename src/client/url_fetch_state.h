/*
 * url_fetch_state -- the state that the parts of client/url_fetch share.
 *
 *	url_fetch		one URL after another, and its tries
 *	url_fetch_network	what is done before a request is sent
 *	url_fetch_output	where the response goes, and the exit code
 */
#ifndef CLIENT_URL_FETCH_STATE_H
#define CLIENT_URL_FETCH_STATE_H

#include "client/heads.h"
#include "client/output.h"
#include "client/place.h"
#include "client/resumption_run.h"
#include "client/url_fetch.h"
#include "os/clock.h"

struct url_fetch {
	const struct url_fetch_setup *all;
	const struct options *o; /* the options of this URL */
	struct options room;
	const struct store *store; /* the cache, or NULL */
	/* NULL if no other URL is fetched at the same time */
	struct parallel_place *place;
	struct output out;
	struct fetch_result result;
	struct fetch *fetch;
	struct fetch_setup setup;
	struct fetch_sink sink;
	struct transport network, transport;
	struct resumption_run resumption;
	int64_t grown;
	char fields[LIMIT_MESSAGE], credentials[8192];
	char url[LIMIT_URI + 1], name[PLACE_ROOM], output[PLACE_ROOM];
	struct heads heads;
	size_t number;       /* the number of the URL, from 0 */
	int64_t began_ms;    /* the start of the first try */
	bool retry;          /* another try is left */
	bool untimely;       /* by -z the body is not wanted */
	const char *trouble; /* an error of a file beside the output */
	/* the name of that file, or NULL for the output */
	const char *troubled;
	struct payload *payload;
};

static inline bool
url_fetch_has(const struct url_fetch *u, enum options_flag flag)
{
	return (u->o->flags & (unsigned)flag) != 0;
}

/* Returns true if --retry-max-time allows another try. */
static inline bool
url_fetch_has_time(const struct url_fetch *u)
{
	return heads_has_time(&u->heads, u->o, clock_mono_ms() - u->began_ms);
}

/* In url_fetch_network: sets the transports, once and for each URL. */
void url_fetch_init_network(struct url_fetch *);
void url_fetch_begin_network(struct url_fetch *);

/*
 * In url_fetch_output.  url_fetch_choose_output returns false after reporting
 * an error.  url_fetch_init_output sets the sink, which takes the response.
 */
void url_fetch_init_output(struct url_fetch *);
bool url_fetch_choose_output(struct url_fetch *, struct output_how *);

/*
 * Finishes the output and the files beside it, and prints the text of -w.
 * Returns the exit code.
 */
int url_fetch_conclude(struct url_fetch *);

#endif
