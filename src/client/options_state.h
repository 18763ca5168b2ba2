/*
 * options_state -- the state that the parts of client/options share.
 *
 *	options		splits words and letters, by the list in options.def
 *	options_take	reads the value of an option
 *	options_judge	checks whether the words and options fit together
 */
#ifndef CLIENT_OPTIONS_STATE_H
#define CLIENT_OPTIONS_STATE_H

#include "client/options.h"

enum valued {
	AGENT,
	CACHE_DIR,
	CONFIG,
	CONTINUE,
	COOKIE,
	DATA,
	DATA_BINARY,
	DATA_RAW,
	DATA_URLENCODE,
	DUMP,
	ETAG_COMPARE,
	ETAG_SAVE,
	FAIL_EARLY,
	FIELD,
	GLOBOFF,
	JSON,
	MAX_REDIRECTS,
	MAX_SIZE,
	MAX_STALE,
	MAX_TIME,
	METHOD,
	MIN_FRESH,
	NEXT,
	OUTPUT,
	OUTPUT_DIR,
	PARALLEL,
	PARALLEL_IMMEDIATE,
	PARALLEL_MAX,
	RANGE,
	REFERER,
	REMOTE_NAME_ALL,
	RETRY,
	RETRY_DELAY,
	RETRY_MAX_TIME,
	SHA256,
	TIME_COND,
	UPLOAD,
	URL,
	URL_QUERY,
	USER,
	WRITE_OUT
};

/* These flags hold behind --next too. */
#define OPTIONS_GLOBAL                                                         \
	(FLAG_QUIET | FLAG_SHOW_ERROR | FLAG_VERBOSE | FLAG_NO_METER |         \
	    FLAG_CURL | FLAG_TIMINGS)

/* The command line, and how far it has been parsed. */
struct options_state {
	struct options *o;
	const char *const *argv;
	int argc, i;
	bool after_name; /* the word before this one was -O */
	size_t name_at;  /* the word after -O; OPTIONS_WORDS if none */
};

/* Adds an element.  Returns NULL, or an error if there is no room. */
const char *options_push(
    const char **list, size_t *n, size_t room, const char *value);
const char *options_push_setting(
    struct options *, enum transport_key, const char *value);

/* Adds -o FILE, or NULL for -O. */
const char *options_push_output(struct options *, const char *file);
void options_take_bare(struct options *, enum valued);

/*
 * Takes such an option back, for --no-NAME.  Returns false if it cannot be
 * taken back.
 */
bool options_drop_bare(struct options *, enum valued);
const char *options_take_value(
    struct options *, enum valued, const char *value);

const char *options_judge(struct options_state *);

/*
 * Applies --curl, with which -q is about the configuration file and -v about
 * the protocol.
 */
const char *options_judge_curl(struct options *);

#endif
