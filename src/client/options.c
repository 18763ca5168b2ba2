#include "client/options.h"

#include "base/limits.h"
#include "base/option.h"
#include "client/hint.h"
#include "client/value.h"
#include "http/octet.h"

#include <string.h>

enum kind {
	KIND_FLAG,  /* sets a flag */
	KIND_VALUE, /* is followed by its value */
	KIND_MAYBE, /* has a value only behind "=" */
	KIND_MODE,
	KIND_NET,   /* has a value, for the network alone */
	KIND_SWITCH /* the same without a value */
};

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
	FIELD,
	JSON,
	MAX_REDIRECTS,
	MAX_SIZE,
	MAX_STALE,
	MAX_TIME,
	METHOD,
	MIN_FRESH,
	OUTPUT,
	OUTPUT_DIR,
	RANGE,
	REFERER,
	RETRY,
	RETRY_DELAY,
	SHA256,
	TIME_COND,
	UPLOAD,
	URL,
	USER,
	WRITE_OUT
};

/* The manual has them in the same order. */
static const struct {
	char letter;
	char name[20];
	enum kind kind;
	unsigned what; /* a flag, an enum valued, or an enum options_mode */
} table[] = {
#define OPTION(letter, name, kind, what, value, help)                          \
	{ letter, name, kind, what },
#include "client/options.def"
#undef OPTION
};
#define ROWS (sizeof table / sizeof *table)

/* The same for --help. */
static const struct option_key keys[] = {
#define OPTION(letter, name, kind, what, value, help)                          \
	OPTION_KEY(letter, name, what, value, help)
#include "client/options.def"
#undef OPTION
};
static const struct option_text texts[] = {
#define OPTION(letter, name, kind, what, value, help)                          \
	OPTION_TEXT(letter, name, what, value, help)
#include "client/options.def"
#undef OPTION
};

/* What is parsed, and how far. */
struct state {
	struct options *o;
	const char *const *argv;
	int argc, i;
	bool after_name; /* the word before this one was -O */
	size_t name_at;  /* the word behind -O; OPTIONS_WORDS if none */
};

/* One element more, if there is room. */
static const char *
push(const char **list, size_t *n, size_t room, const char *value)
{
	if (*n == room)
		return "too many";
	list[(*n)++] = value;
	return NULL;
}

static const char *
push_data(struct options *o, enum options_data kind, const char *value)
{
	const char *why = push(o->data, &o->ndata, OPTIONS_DATA, value);

	if (why == NULL)
		o->data_kind[o->ndata - 1] = kind;
	return why;
}

static const char *
push_setting(struct options *o, enum transport_key key, const char *value)
{
	if (o->nsettings == OPTIONS_SETTINGS)
		return "too many";
	if (key == TRANSPORT_COOKIE_JAR && strstr(value, "://") != NULL)
		return "it wants a file for cookies; wget's -c is -C - here";
	o->setting[o->nsettings++] = (struct transport_setting){ key, value };
	return NULL;
}

/* "Name: value", "Name:", "Name;" or "@FILE" */
static const char *
push_field(struct options *o, const char *value)
{
	size_t n = strlen(value);

	if (*value != '@' && strchr(value, ':') == NULL &&
	    (n < 2 || value[n - 1] != ';'))
		return "a header field has a colon: 'Name: value'";
	return push(o->field, &o->nfields, OPTIONS_FIELDS, value);
}

/* NAME=VALUE are cookies, anything else is a file of them, as with curl. */
static const char *
take_cookie(struct options *o, const char *value)
{
	if (strchr(value, '=') == NULL)
		return push_setting(o, TRANSPORT_COOKIES, value);
	o->cookie = value;
	return NULL;
}

/* Those that are words for other parts to read. */
static const char **
word_of(struct options *o, enum valued what)
{
	switch (what) {
	case AGENT:
		return &o->agent;
	case DUMP:
		return &o->dump;
	case ETAG_COMPARE:
		return &o->etag_compare;
	case ETAG_SAVE:
		return &o->etag_save;
	case OUTPUT_DIR:
		return &o->output_dir;
	case RANGE:
		return &o->range;
	case REFERER:
		return &o->referer;
	case TIME_COND:
		return &o->time_cond;
	case UPLOAD:
		return &o->upload;
	case USER:
		return &o->user;
	case WRITE_OUT:
		return &o->write_out;
	default:
		return NULL;
	}
}

static const char *
take_value(struct options *o, enum valued what, const char *value)
{
	const char **word = word_of(o, what);

	if (word != NULL) {
		*word = value;
		return NULL;
	}
	switch (what) {
	case CACHE_DIR:
		o->cache_dir = value;
		return *value == '\0' ? "an empty name" : NULL;
	case CONTINUE:
		o->flags |= FLAG_CONTINUE;
		return strcmp(value, "-") == 0 ? NULL : "only \"-\" is known";
	case CONFIG:
		return NULL; /* client/settings has read it already */
	case COOKIE:
		return take_cookie(o, value);
	case DATA:
		return push_data(o, DATA_AS_TYPED, value);
	case DATA_BINARY:
		return push_data(o, DATA_OF_FILE, value);
	case DATA_RAW:
		return push_data(o, DATA_LITERAL, value);
	case DATA_URLENCODE:
		return push_data(o, DATA_ESCAPED, value);
	case JSON:
		return push_data(o, DATA_OF_JSON, value);
	case URL:
		return push(o->word, &o->nwords, OPTIONS_WORDS, value);
	case RETRY:
		return span_u64(span_str(value), &o->retries)
			   ? NULL
			   : "a number is wanted";
	case RETRY_DELAY:
		return value_seconds(value, &o->retry_delay)
			   ? NULL
			   : "seconds are wanted";
	case FIELD:
		return push_field(o, value);
	case MAX_REDIRECTS:
		return span_u64(span_str(value), &o->max_redirects) &&
			       o->max_redirects <= LIMIT_REDIRECTS
			   ? NULL
			   : "a number up to 20 is wanted";
	case MAX_SIZE:
		return value_size(value, &o->max_size)
			   ? NULL
			   : "a size is wanted: 500M, 2G";
	case MAX_STALE:
		return value_seconds(value, &o->max_stale)
			   ? NULL
			   : "seconds are wanted";
	case MAX_TIME:
		return value_milliseconds(value, &o->max_time_ms)
			   ? NULL
			   : "seconds are wanted";
	case METHOD:
		o->method = value;
		return octet_all(span_str(value), OCTET_TOKEN)
			   ? NULL
			   : "this is no method";
	case MIN_FRESH:
		return value_seconds(value, &o->min_fresh)
			   ? NULL
			   : "seconds are wanted";
	case OUTPUT:
		o->output = value;
		return *value == '\0' ? "an empty name" : NULL;
	case SHA256:
		o->flags |= FLAG_SHA256;
		return value_digest(value, o->sha256)
			   ? NULL
			   : "64 hexadecimal digits are wanted";
	default: /* word_of has taken it */
		return NULL;
	}
}

/* "--json" alone is of the cache commands. */
static bool
is_bare_json(const struct state *s, size_t row, const char *value)
{
	const char *next = s->i + 1 < s->argc ? s->argv[s->i + 1] : NULL;

	return table[row].kind == KIND_VALUE && table[row].what == JSON &&
	       value == NULL &&
	       (next == NULL || strcmp(next, "cache") == 0 ||
		   (s->o->nwords > 0 && strcmp(s->o->word[0], "cache") == 0));
}

/* Words that are wget's, though each letter is an option here as well. */
static bool
is_wget(struct state *s, const char *word)
{
	s->o->wrong = span_str(word);
	return strcmp(word, "-nv") == 0 || strcmp(word, "-nc") == 0 ||
	       strcmp(word, "-O-") == 0 || strcmp(word, "-qO-") == 0;
}

/* value: behind "=" or the letter; NULL if there was none. */
static const char *
take(struct state *s, size_t row, const char *value)
{
	if (is_bare_json(s, row, value)) {
		s->o->flags |= FLAG_JSON;
		return NULL;
	}
	switch (table[row].kind) {
	case KIND_SWITCH:
		if (value != NULL)
			return option_why(OPTION_HAS_NO_VALUE);
		return push_setting(
		    s->o, (enum transport_key)table[row].what, "");
	case KIND_FLAG:
		s->o->flags |= table[row].what;
		s->o->hushed |= table[row].letter == 'q';
		s->o->silenced |= table[row].letter == 's';
		s->after_name = table[row].what == FLAG_REMOTE_NAME;
		return value != NULL ? option_why(OPTION_HAS_NO_VALUE) : NULL;
	case KIND_MODE:
		s->o->mode = (enum options_mode)table[row].what;
		return value != NULL ? option_why(OPTION_HAS_NO_VALUE) : NULL;
	case KIND_MAYBE:
		if (value != NULL)
			break;
		s->o->max_stale = INT32_MAX;
		return NULL;
	case KIND_VALUE:
	case KIND_NET:
		if (value == NULL && s->i + 1 < s->argc)
			value = s->argv[++s->i];
		break;
	}
	if (value == NULL)
		return option_why(OPTION_WANTS_VALUE);
	if (table[row].kind == KIND_NET)
		return push_setting(
		    s->o, (enum transport_key)table[row].what, value);
	return take_value(s->o, (enum valued)table[row].what, value);
}

/* "name" or "name=value", without the two dashes. */
static const char *
take_long(struct state *s, const char *word)
{
	struct span name, value;
	bool valued = span_cut(span_str(word), '=', &name, &value);

	s->o->wrong = span_str(s->argv[s->i]);
	for (size_t row = 0; row < ROWS; row++)
		if (span_eq(name, span_str(table[row].name)))
			return take(s, row, valued ? value.p : NULL);
	s->o->wrong.n = name.n + 2;
	return hint_for(s->o->wrong);
}

/* "x", "xyz", "xVALUE", without the dash. */
static const char *
take_short(struct state *s, const char *p)
{
	for (; *p != '\0'; p++) {
		const char *why = NULL;
		bool valued = false;

		s->o->letter[0] = '-';
		s->o->letter[1] = *p;
		s->o->wrong = (struct span){ s->o->letter, 2 };
		why = hint_for(s->o->wrong);
		for (size_t row = 0; row < ROWS; row++) {
			if (table[row].letter != *p)
				continue;
			valued = table[row].kind == KIND_VALUE ||
				 table[row].kind == KIND_NET;
			why =
			    take(s, row, valued && p[1] != '\0' ? p + 1 : NULL);
			break;
		}
		if (why != NULL)
			return why;
		if (valued)
			break;
	}
	return NULL;
}

static const char *
take_word(struct state *s, const char *word)
{
	if (s->after_name)
		s->name_at = s->o->nwords;
	s->after_name = false;
	s->o->wrong = span_str(word);
	return push(s->o->word, &s->o->nwords, OPTIONS_WORDS, word);
}

static bool
is_port(const char *s)
{
	uint64_t port;

	return span_u64(span_str(s), &port) && port > 0 && port <= 65535;
}

static void
shift(struct options *o, size_t at, size_t n)
{
	o->nwords -= n;
	for (size_t i = at; i < o->nwords; i++)
		o->word[i] = o->word[i + n];
}

/* HOST PORT [GET] FILE and HOST PORT PUT FILE */
static const char *
judge_host(struct state *s)
{
	struct options *o = s->o;
	bool put = false;

	if (o->nwords == 5 && s->name_at < 5) { /* -O NAME, of a PUT */
		o->name = o->word[s->name_at];
		shift(o, s->name_at, 1);
		put = strcmp(o->word[2], "PUT") == 0;
		o->wrong = span_str(o->name);
		if (!put || !is_port(o->word[1]))
			return "five words are no form that is known";
		o->flags &= ~(unsigned)FLAG_REMOTE_NAME;
	}
	if ((o->nwords != 3 && o->nwords != 4) || !is_port(o->word[1]))
		return NULL;
	o->mode = OPTIONS_HOST;
	o->host = o->word[0];
	o->port = o->word[1];
	o->file = o->word[o->nwords - 1];
	if (o->nwords == 3)
		return NULL;
	put = strcmp(o->word[2], "PUT") == 0;
	o->wrong = span_str(o->word[2]);
	if (put)
		o->upload = o->file;
	return put || strcmp(o->word[2], "GET") == 0 ? NULL
						     : "GET or PUT is wanted";
}

static const char *
judge_cache(struct options *o)
{
	static const struct {
		char name[8];
		enum options_mode mode;
	} commands[] = {
		{ "ls", OPTIONS_LS },
		{ "info", OPTIONS_INFO },
		{ "purge", OPTIONS_PURGE },
		{ "verify", OPTIONS_VERIFY },
		{ "gc", OPTIONS_GC },
		{ "dir", OPTIONS_DIR },
	};
	bool urls;

	o->wrong = SPAN("cache");
	if (o->nwords < 2)
		return "ls, info, purge, verify, gc or dir is wanted";
	o->wrong = span_str(o->word[1]);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(o->word[1], commands[i].name) == 0)
			o->mode = commands[i].mode;
	if (o->mode == OPTIONS_URLS)
		return "ls, info, purge, verify, gc or dir is wanted";
	shift(o, 0, 2);
	urls = o->mode == OPTIONS_INFO || o->mode == OPTIONS_PURGE ||
	       o->mode == OPTIONS_LS;
	if (urls && o->mode != OPTIONS_LS && o->nwords == 0 &&
	    (o->mode != OPTIONS_PURGE || !(o->flags & FLAG_ALL)))
		return "a URL is wanted";
	return !urls && o->nwords > 0 ? "one word too many" : NULL;
}

static bool
has_form(const struct options *o)
{
	for (size_t i = 0; i < o->nsettings; i++)
		if (o->setting[i].key == TRANSPORT_FORM ||
		    o->setting[i].key == TRANSPORT_FORM_STRING)
			return true;
	return false;
}

static const char *
judge_body(const struct options *o)
{
	if (has_form(o) && (o->ndata > 0 || o->upload != NULL))
		return "-F does not go together with -d and -T";
	if ((o->flags & FLAG_HEAD) && !(o->flags & FLAG_GET) &&
	    (o->ndata > 0 || o->upload != NULL || has_form(o)))
		return "-I sends no body; give the method by -X HEAD";
	if ((o->flags & FLAG_CONTINUE) && (o->flags & FLAG_COMPRESSED))
		return "-C and --compressed do not go together";
	return NULL;
}

/* -O is followed by a file's name with wget: it would be fetched. */
static bool
is_wget_name(const struct state *s)
{
	const struct options *o = s->o;

	if (!(o->flags & FLAG_REMOTE_NAME) || o->nwords < 2 ||
	    s->name_at >= o->nwords ||
	    strstr(o->word[s->name_at], "://") != NULL)
		return false;
	for (size_t i = 0; i < o->nwords; i++)
		if (strstr(o->word[i], "://") != NULL)
			return true;
	return false;
}

/* What the words and options make together. */
static const char *
judge(struct state *s)
{
	struct options *o = s->o;
	const char *why;

	if (o->mode != OPTIONS_URLS)
		return NULL;
	if (o->nwords > 0 && strcmp(o->word[0], "cache") == 0)
		return judge_cache(o);
	why = judge_host(s);
	if (why != NULL)
		return why;
	o->wrong = SPAN("-O");
	if (is_wget_name(s))
		return "it takes no file name: -o FILE names the output";
	o->wrong = SPAN("");
	if (o->nwords == 0)
		return "a URL is wanted";
	if (o->nwords > 1 && o->mode == OPTIONS_URLS && o->output != NULL)
		return "-o has room for one URL";
	if ((o->flags & FLAG_CONTINUE) &&
	    !(o->output != NULL || o->flags & FLAG_REMOTE_NAME))
		return "-C wants -o or -O";
	if ((o->flags & FLAG_CONTINUE) && (o->flags & FLAG_SHA256))
		return "-C and --sha256 do not go together";
	if (o->upload != NULL && o->ndata > 0)
		return "-d and an upload do not go together";
	return judge_body(o);
}

/* The name says it too: minihttp-curl, a link. */
static bool
is_curl_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return strcmp(slash != NULL ? slash + 1 : name, "minihttp-curl") == 0;
}

/* --curl: -q is about settings, -v about the protocol. */
static const char *
judge_curl(struct options *o)
{
	if (!o->silenced)
		o->flags &= ~(unsigned)FLAG_QUIET;
	if (!(o->flags & FLAG_VERBOSE))
		return NULL;
	o->flags &= ~(unsigned)FLAG_VERBOSE;
	return push_setting(o, TRANSPORT_VERBOSE, "");
}

const char *
options_parse(int argc, const char *const *argv, struct options *o)
{
	struct state s = { o, argv, argc, 1, false, OPTIONS_WORDS };
	bool words_only = false;

	*o = (struct options){ .max_stale = OPTIONS_NONE,
		.min_fresh = OPTIONS_NONE,
		.retry_delay = OPTIONS_NONE,
		.max_size = OPTIONS_MAX_SIZE,
		.max_redirects = LIMIT_REDIRECTS };
	if (argc > 0 && is_curl_name(argv[0]))
		o->flags |= FLAG_CURL;
	for (; s.i < argc; s.i++) {
		const char *word = argv[s.i], *why;

		if (!words_only && strcmp(word, "--") == 0) {
			words_only = true;
			continue;
		}
		if (words_only || *word != '-' || word[1] == '\0')
			why = take_word(&s, word);
		else if (word[1] == '-')
			why = take_long(&s, word + 2);
		else
			why = is_wget(&s, word) ? hint_for(o->wrong)
						: take_short(&s, word + 1);
		if (why != NULL)
			return why;
	}
	if (o->flags & FLAG_CURL) {
		const char *why = judge_curl(o);

		if (why != NULL)
			return why;
	}
	return judge(&s);
}

void
options_help(struct text *t)
{
	option_help(t, texts, keys, ROWS);
}
