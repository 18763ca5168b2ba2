#include "client/options_state.h"

#include "base/limits.h"
#include "base/option.h"
#include "client/hint.h"

#include <string.h>

enum kind {
	KIND_FLAG,  /* sets a flag */
	KIND_BARE,  /* has no value either */
	KIND_VALUE, /* is followed by its value */
	KIND_MAYBE, /* has a value only behind "=" */
	KIND_MODE,
	KIND_NET,   /* has a value, for the network alone */
	KIND_SWITCH /* the same without a value */
};

/* The options, in the order of the manual. */
static const struct {
	char letter;
	char name[20];
	enum kind kind;
	/*
	 * a flag, an enum valued, or an enum options_mode, depending on the
	 * kind
	 */
	unsigned what;
} table[] = {
#define OPTION(letter, name, kind, what, value, help)                          \
	{ letter, name, kind, what },
#include "client/options.def"
#undef OPTION
};
#define ROWS (sizeof table / sizeof *table)

/* The options as --help shows them. */
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

/* Returns true for "--json" alone, which is an option of the cache commands. */
static bool
is_bare_json(const struct options_state *s, size_t row, const char *value)
{
	const char *next = s->i + 1 < s->argc ? s->argv[s->i + 1] : NULL;

	return table[row].kind == KIND_VALUE && table[row].what == JSON &&
	       value == NULL &&
	       (next == NULL || strcmp(next, "cache") == 0 ||
		   (s->o->nwords > 0 && strcmp(s->o->word[0], "cache") == 0));
}

/* Reports a word of wget, whose letters are other options here. */
static bool
is_wget(struct options_state *s, const char *word)
{
	s->o->wrong = span_str(word);
	return strcmp(word, "-nv") == 0 || strcmp(word, "-nc") == 0 ||
	       strcmp(word, "-O-") == 0 || strcmp(word, "-qO-") == 0;
}

/*
 * Takes one option.  The value is that behind "=" or the letter, or NULL if
 * there was none.
 */
static const char *
take(struct options_state *s, size_t row, const char *value)
{
	if (is_bare_json(s, row, value)) {
		s->o->flags |= FLAG_JSON;
		return NULL;
	}
	switch (table[row].kind) {
	case KIND_SWITCH:
		if (value != NULL)
			return option_why(OPTION_HAS_NO_VALUE);
		return options_push_setting(
		    s->o, (enum transport_key)table[row].what, "");
	case KIND_FLAG:
		s->o->flags |= table[row].what;
		s->o->hushed |= table[row].letter == 'q';
		s->o->silenced |= table[row].letter == 's';
		s->after_name = table[row].what == FLAG_REMOTE_NAME;
		if (value != NULL)
			return option_why(OPTION_HAS_NO_VALUE);
		return s->after_name ? options_push_output(s->o, NULL) : NULL;
	case KIND_BARE:
		if (value != NULL)
			return option_why(OPTION_HAS_NO_VALUE);
		if (table[row].what == NEXT) {
			s->o->next = s->i;
			s->argc = s->i;
		}
		options_take_bare(s->o, (enum valued)table[row].what);
		return NULL;
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
		return options_push_setting(
		    s->o, (enum transport_key)table[row].what, value);
	return options_take_value(s->o, (enum valued)table[row].what, value);
}

/*
 * "--no-NAME" takes back a flag, as for curl.  Returns false if it names none.
 */
static bool
take_back(struct options_state *s, struct span name)
{
	if (!span_starts(name, SPAN("no-")))
		return false;
	name = span_from(name, 3);
	for (size_t row = 0; row < ROWS; row++) {
		if (!span_eq(name, span_str(table[row].name)))
			continue;
		if (table[row].kind == KIND_FLAG) {
			s->o->flags &= ~table[row].what;
			return table[row].what != FLAG_REMOTE_NAME;
		}
		return table[row].kind == KIND_BARE &&
		       options_drop_bare(s->o, (enum valued)table[row].what);
	}
	return false;
}

/* Takes "name" or "name=value", without the two dashes. */
static const char *
take_long(struct options_state *s, const char *word)
{
	struct span name, value;
	bool valued = span_cut(span_str(word), '=', &name, &value);

	s->o->wrong = span_str(s->argv[s->i]);
	for (size_t row = 0; row < ROWS; row++)
		if (span_eq(name, span_str(table[row].name)))
			return take(s, row, valued ? value.p : NULL);
	s->o->wrong.n = name.n + 2;
	if (!valued && take_back(s, name))
		return NULL;
	return hint_for(s->o->wrong);
}

/* Takes "x", "xyz" or "xVALUE", without the dash. */
static const char *
take_short(struct options_state *s, const char *p)
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

static bool
row_awaits(size_t row, const char *value, const char **config)
{
	enum kind kind = table[row].kind;

	if (kind != KIND_VALUE && kind != KIND_NET)
		return false;
	if (kind == KIND_VALUE && table[row].what == CONFIG)
		*config = value != NULL ? value : "";
	return value == NULL;
}

bool
options_awaits(const char *word, const char **config)
{
	bool name = word[0] == '-' && word[1] == '-';
	size_t n = strcspn(word, "=");

	*config = NULL;
	for (size_t row = 0; row < ROWS && name; row++)
		if (span_eq((struct span){ word + 2, n - 2 },
			span_str(table[row].name)))
			return row_awaits(
			    row, word[n] == '=' ? word + n + 1 : NULL, config);
	if (name || *word != '-')
		return false;
	for (const char *p = word + 1; *p != '\0'; p++)
		for (size_t row = 0; row < ROWS; row++)
			if (table[row].letter == *p &&
			    (table[row].kind == KIND_VALUE ||
				table[row].kind == KIND_NET))
				return row_awaits(
				    row, p[1] != '\0' ? p + 1 : NULL, config);
	return false;
}

static const char *
take_word(struct options_state *s, const char *word)
{
	if (s->after_name)
		s->name_at = s->o->nwords;
	s->after_name = false;
	s->o->wrong = span_str(word);
	return options_push(s->o->word, &s->o->nwords, OPTIONS_WORDS, word);
}

/*
 * Returns true for a link named minihttp-curl, which selects curl's behaviour.
 */
static bool
is_curl_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return strcmp(slash != NULL ? slash + 1 : name, "minihttp-curl") == 0;
}

bool
options_mean_curl(int argc, const char *const *argv)
{
	bool curl = argc > 0 && is_curl_name(argv[0]);

	for (int i = 1; i < argc; i++)
		curl |= strcmp(argv[i], "--curl") == 0;
	return curl;
}

/* Takes the options up to --next or the end. */
static const char *
take_words(struct options_state *s)
{
	bool words_only = false;

	for (; s->i < s->argc; s->i++) {
		const char *word = s->argv[s->i], *why;

		if (!words_only && strcmp(word, "--") == 0) {
			words_only = true;
			continue;
		}
		if (words_only || *word != '-' || word[1] == '\0')
			why = take_word(s, word);
		else if (word[1] == '-')
			why = take_long(s, word + 2);
		else
			why = is_wget(s, word) ? hint_for(s->o->wrong)
					       : take_short(s, word + 1);
		if (why != NULL)
			return why;
	}
	return NULL;
}

static const char *
parse(struct options_state *s)
{
	const char *why = take_words(s);

	if (s->o->max_redirects == UINT64_MAX) /* the line does not say */
		s->o->max_redirects = s->o->flags & FLAG_CURL
					  ? OPTIONS_REDIRECTS_MOST
					  : LIMIT_REDIRECTS;
	if (why == NULL && (s->o->flags & FLAG_CURL))
		why = options_judge_curl(s->o);
	return why == NULL ? options_judge(s) : why;
}

const char *
options_parse(int argc, const char *const *argv, struct options *o)
{
	struct options_state s = { o, argv, argc, 1, false, OPTIONS_WORDS };

	*o = (struct options){ .max_stale = OPTIONS_NONE,
		.min_fresh = OPTIONS_NONE,
		.retry_delay = OPTIONS_NONE,
		.max_size = OPTIONS_MAX_SIZE,
		.max_redirects = UINT64_MAX,
		.parallel_most = OPTIONS_PARALLEL };
	if (argc > 0 && is_curl_name(argv[0]))
		o->flags |= FLAG_CURL;
	return parse(&s);
}

const char *
options_parse_next(int argc, const char *const *argv,
    const struct options *before, struct options *o)
{
	struct options_state s = { o, argv, argc, 1, false, OPTIONS_WORDS };

	*o = (struct options){ .max_stale = OPTIONS_NONE,
		.min_fresh = OPTIONS_NONE,
		.retry_delay = OPTIONS_NONE,
		.max_size = before->max_size,
		.max_redirects = UINT64_MAX,
		.flags = before->flags & OPTIONS_GLOBAL,
		.hushed = before->hushed,
		.silenced = before->silenced,
		.parallel = before->parallel,
		.parallel_most = before->parallel_most,
		.fail_early = before->fail_early,
		.cache_dir = before->cache_dir };
	return parse(&s);
}

void
options_for(const struct options *all, size_t i, struct options *one)
{
	bool named = i < all->noutputs;

	*one = *all;
	one->upload = i < all->nuploads ? all->uploads[i] : NULL;
	one->output = named ? all->outputs[i] : NULL;
	one->flags &= ~(unsigned)FLAG_REMOTE_NAME;
	if (named ? all->outputs[i] == NULL : all->name_all)
		one->flags |= FLAG_REMOTE_NAME;
}

void
options_help(struct text *t)
{
	option_help(t, texts, keys, ROWS);
}
