/*
 * options -- parses the command line of minihttp-client, which
 * minihttp-client.1 describes.  Pure.
 *
 * Options may stand before, between and behind the other words.
 *
 *	why = options_parse(argc, argv, &o);
 *	if (why != NULL)
 *		complain o.wrong: why
 */
#ifndef CLIENT_OPTIONS_H
#define CLIENT_OPTIONS_H

#include "base/sha2.h"
#include "base/text.h"
#include "client/transport.h"

#define OPTIONS_WORDS 256  /* URLs */
#define OPTIONS_FIELDS 128 /* -H, and the lines of -H @FILE */
#define OPTIONS_DATA 64    /* -d */
#define OPTIONS_SETTINGS 64
#define OPTIONS_COOKIES 16 /* -b NAME=VALUE */

/*
 * How many transfers -Z runs at the same time: the default, which is that of
 * curl.
 */
#define OPTIONS_PARALLEL 50
#define OPTIONS_PARALLEL_MOST 300

/* The most that --max-redirs may say, and its default with --curl: curl's. */
#define OPTIONS_REDIRECTS_MOST 50

/* The value of a number whose option is absent. */
#define OPTIONS_NONE (-1)

enum options_mode {
	OPTIONS_URLS, /* word[] are URLs */
	OPTIONS_HOST, /* host, port, file */
	OPTIONS_LS,
	OPTIONS_INFO, /* word[] are URLs, as with OPTIONS_PURGE */
	OPTIONS_PURGE,
	OPTIONS_VERIFY,
	OPTIONS_GC,
	OPTIONS_DIR,
	OPTIONS_WHY,
	OPTIONS_VERSION,
	OPTIONS_HELP
};

enum options_flag {
	FLAG_REMOTE_NAME = 1 << 0, /* -O */
	FLAG_REMOTE_TIME = 1 << 1,
	FLAG_INCLUDE = 1 << 2,
	FLAG_HEAD = 1 << 3,
	FLAG_STAY = 1 << 4, /* --no-location */
	FLAG_INSECURE = 1 << 5,
	FLAG_FAIL = 1 << 6,
	FLAG_VERBOSE = 1 << 7,
	FLAG_QUIET = 1 << 8, /* -q and -s */
	FLAG_COMPRESSED = 1 << 9,
	FLAG_CONTINUE = 1 << 10, /* -C - */
	FLAG_IF_MODIFIED = 1 << 11,
	FLAG_IF_MATCH = 1 << 12,
	FLAG_HEURISTIC = 1 << 13,
	FLAG_OFFLINE = 1 << 14,
	FLAG_REFRESH = 1 << 15,
	FLAG_NO_STORE = 1 << 16,
	FLAG_TIMINGS = 1 << 17,
	FLAG_JSON = 1 << 18,
	FLAG_SHA256 = 1 << 19,
	FLAG_ALL = 1 << 20, /* cache purge --all */
	FLAG_GET = 1 << 21, /* -G */
	FLAG_SHOW_ERROR = 1 << 22,
	FLAG_FAIL_BODY = 1 << 23,
	FLAG_CREATE_DIRS = 1 << 24,
	FLAG_HEADER_NAME = 1 << 25, /* -J */
	FLAG_CURL = 1 << 26,
	FLAG_RETRY_REFUSED = 1 << 27,
	FLAG_RETRY_ALL = 1 << 28,
	FLAG_FOLLOW = 1 << 29, /* -L */
	FLAG_NO_METER = 1 << 30
};

/* How an element of data becomes part of the body. */
enum options_data {
	DATA_AS_TYPED, /* -d: @FILE without its line ends */
	DATA_OF_FILE,  /* --data-binary: @FILE as it is */
	DATA_LITERAL,  /* --data-raw */
	DATA_ESCAPED,  /* --data-urlencode */
	DATA_OF_JSON   /* --json */
};

struct options {
	enum options_mode mode;
	unsigned flags;
	const char *word[OPTIONS_WORDS];
	size_t nwords;
	const char *host, *port, *file; /* with OPTIONS_HOST */
	const char *name;               /* the name of a PUT: -O NAME */
	const char *method, *user, *cache_dir;
	/* Each -T, -o and -O belongs to one URL, in the given order. */
	const char *uploads[OPTIONS_WORDS];
	const char *outputs[OPTIONS_WORDS]; /* NULL stands for -O */
	size_t nuploads, noutputs;
	bool name_all;               /* --remote-name-all */
	const char *upload, *output; /* see options_for() */
	const char *field[OPTIONS_FIELDS], *data[OPTIONS_DATA];
	enum options_data data_kind[OPTIONS_DATA];
	size_t nfields, ndata;
	struct transport_setting setting[OPTIONS_SETTINGS];
	size_t nsettings;
	bool hushed, silenced; /* -q and -s, which differ with --curl */
	bool parallel, fail_early;
	bool globoff; /* words are no patterns */
	unsigned parallel_most;
	int next; /* index in argv of the first --next, or 0 */
	const char *cookie[OPTIONS_COOKIES], *query[OPTIONS_DATA];
	size_t ncookies, nqueries;
	const char *agent, *referer, *range, *time_cond;
	const char *etag_compare, *etag_save, *dump, *output_dir, *write_out;
	int64_t time_at;  /* the date of -z, by client/request_lines; 0: none */
	bool time_before; /* -z -DATE */
	uint64_t offset;  /* the number of -C, or 0 */
	uint64_t retries;
	int64_t retry_delay;          /* seconds, or OPTIONS_NONE */
	int64_t retry_most;           /* seconds; 0 means no limit */
	int64_t max_stale, min_fresh; /* seconds, or OPTIONS_NONE */
	uint64_t max_time_ms;         /* 0: none */
	uint64_t max_size, max_redirects;
	unsigned char sha256[SHA2_256_BYTES];
	struct span wrong; /* the word that the error is about */
	char letter[2];    /* "-x", if the word is a letter */
};

#define OPTIONS_MAX_SIZE (UINT64_C(1) << 30)

/* Returns NULL or an error.  *o holds pointers into argv and to itself. */
const char *options_parse(int argc, const char *const *argv, struct options *o);

/*
 * Returns true if the word after this one is the value of an option in it.
 * *config becomes the value of a -K in this word, "" if the next word is its
 * value, and NULL if there is no -K.
 */
bool options_awaits(const char *word, const char **config);

/*
 * Returns true if the words seem to ask for --curl.  They are not parsed yet,
 * so this is a guess.
 */
bool options_mean_curl(int argc, const char *const *argv);

/*
 * Parses the words behind the --next that is argv[0].  The options that curl
 * calls global, and the place of the cache, are copied from `before`.  Returns
 * NULL or an error.
 */
const char *options_parse_next(int argc, const char *const *argv,
    const struct options *before, struct options *o);

/*
 * Copies *all to *one for URL number i: `upload`, `output` and
 * FLAG_REMOTE_NAME are then about this URL.
 */
void options_for(const struct options *all, size_t i, struct options *one);

/* Appends the list of options for --help. */
void options_help(struct text *);

#endif
