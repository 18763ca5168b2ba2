#include "client/options.h"

#include "base/limits.h"
#include "base/option.h"
#include "client/value.h"
#include "http/octet.h"

#include <string.h>

enum kind {
	KIND_FLAG,  /* sets a flag */
	KIND_VALUE, /* is followed by its value */
	KIND_MAYBE, /* has a value only behind "=" */
	KIND_MODE
};

enum valued {
	CACHE_DIR,
	CONTINUE,
	DATA,
	FIELD,
	MAX_REDIRECTS,
	MAX_SIZE,
	MAX_STALE,
	MAX_TIME,
	METHOD,
	MIN_FRESH,
	OUTPUT,
	SHA256,
	UPLOAD,
	USER
};

/* The manual has them in the same order. */
static const struct {
	char letter;
	char name[16];
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
take_value(struct options *o, enum valued what, const char *value)
{
	switch (what) {
	case CACHE_DIR:
		o->cache_dir = value;
		return *value == '\0' ? "an empty name" : NULL;
	case CONTINUE:
		o->flags |= FLAG_CONTINUE;
		return strcmp(value, "-") == 0 ? NULL : "only \"-\" is known";
	case DATA:
		return push(o->data, &o->ndata, OPTIONS_DATA, value);
	case FIELD:
		return push(o->field, &o->nfields, OPTIONS_FIELDS, value);
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
	case UPLOAD:
		o->upload = value;
		return NULL;
	case USER:
		o->user = value;
		return NULL;
	}
	return NULL;
}

/* value: behind "=" or the letter; NULL if there was none. */
static const char *
take(struct state *s, size_t row, const char *value)
{
	switch (table[row].kind) {
	case KIND_FLAG:
		s->o->flags |= table[row].what;
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
		if (value == NULL && s->i + 1 < s->argc)
			value = s->argv[++s->i];
		break;
	}
	if (value == NULL)
		return option_why(OPTION_WANTS_VALUE);
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
	return option_why(OPTION_UNKNOWN);
}

/* "x", "xyz", "xVALUE", without the dash. */
static const char *
take_short(struct state *s, const char *p)
{
	for (; *p != '\0'; p++) {
		const char *why = option_why(OPTION_UNKNOWN);
		bool valued = false;

		s->o->letter[0] = '-';
		s->o->letter[1] = *p;
		s->o->wrong = (struct span){ s->o->letter, 2 };
		for (size_t row = 0; row < ROWS; row++) {
			if (table[row].letter != *p)
				continue;
			valued = table[row].kind == KIND_VALUE;
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
	return NULL;
}

const char *
options_parse(int argc, const char *const *argv, struct options *o)
{
	struct state s = { o, argv, argc, 1, false, OPTIONS_WORDS };
	bool words_only = false;

	*o = (struct options){ .max_stale = OPTIONS_NONE,
		.min_fresh = OPTIONS_NONE,
		.max_size = OPTIONS_MAX_SIZE,
		.max_redirects = LIMIT_REDIRECTS };
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
			why = take_short(&s, word + 1);
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
