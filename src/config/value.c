#include "config/value.h"

#include "config/crawler.h"
#include "config/guard.h"
#include "config/include.h"
#include "config/list.h"
#include "config/listen.h"
#include "config/rule.h"
#include "config/unit.h"
#include "config/user.h"
#include "config/words.h"
#include "http/method.h"
#include "http/octet.h"

#include <string.h>

static const char *
parse_bool(struct span word, bool *out)
{
	bool yes = span_eq_nocase(word, SPAN("yes")) ||
		   span_eq_nocase(word, SPAN("on"));

	if (!yes && !span_eq_nocase(word, SPAN("no")) &&
	    !span_eq_nocase(word, SPAN("off")))
		return "wants yes or no";
	*out = yes;
	return NULL;
}

static const char *
parse_charset(struct span word, struct span *out)
{
	if (!octet_all(word, OCTET_TOKEN) || word.n > LIMIT_CONF_TYPE)
		return "wants the name of a charset, or none";
	*out =
	    span_eq_nocase(word, SPAN("none")) ? span_from(word, word.n) : word;
	return NULL;
}

static const char *
parse_log(struct span word, struct conf_log *out)
{
	if (span_eq_nocase(word, SPAN("stderr")))
		out->to = CONF_LOG_STDERR;
	else if (span_eq_nocase(word, SPAN("off")))
		out->to = CONF_LOG_OFF;
	else if (word.n > 0 && *word.p == '/')
		*out = (struct conf_log){ CONF_LOG_FILE, word };
	else
		return "wants stderr, off or an absolute path";
	return NULL;
}

/* In the order of enum conf_format. */
static const char format_name[][9] = { "common", "combined", "vhost", "json",
	"journal" };

static const char *
parse_format(struct span word, enum conf_format *out)
{
	for (enum conf_format f = CONF_FORMAT_COMMON; f <= CONF_FORMAT_JOURNAL;
	     f++)
		if (span_eq_nocase(word, span_str(format_name[f]))) {
			*out = f;
			return NULL;
		}
	return "wants common, combined, vhost, json or journal";
}

static const char *
parse_sandbox(struct span word, enum conf_sandbox *out)
{
	bool yes;

	if (span_eq_nocase(word, SPAN("require"))) {
		*out = CONF_SANDBOX_REQUIRE;
		return NULL;
	}
	if (parse_bool(word, &yes) != NULL)
		return "wants require, yes or no";
	*out = yes ? CONF_SANDBOX_YES : CONF_SANDBOX_NO;
	return NULL;
}

/* In the order of enum conf_client_how. */
static const char client_how[][8] = { "no", "ask", "require" };

static const char *
parse_client(struct span word, enum conf_client_how *out)
{
	for (enum conf_client_how how = CONF_CLIENT_NO;
	     how <= CONF_CLIENT_REQUIRE; how++)
		if (span_eq_nocase(word, span_str(client_how[how]))) {
			*out = how;
			return NULL;
		}
	return "wants require, ask or no";
}

#define TEXT_MOST 128

static const char *
parse_word(bool good, struct span word, struct span *out, const char *wants)
{
	if (!good)
		return wants;
	*out = word;
	return NULL;
}

/* Reads a file mode in octal, as for chmod(1). */
static const char *
parse_mode(struct span word, uint64_t *out)
{
	uint64_t mode = 0;

	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] < '0' || word.p[i] > '7' || mode > 07777)
			return "wants a mode in octal, such as 0644";
		mode = mode * 8 + (uint64_t)(word.p[i] - '0');
	}
	*out = mode;
	return word.n > 0 ? NULL : "wants a mode in octal, such as 0644";
}

static const char *
parse_file(struct span word, struct span *out)
{
	if (span_eq_nocase(word, SPAN("none")))
		*out = span_from(word, word.n);
	else if (word.n > 0 && *word.p == '/')
		*out = word;
	else
		return "wants an absolute path, or none";
	return NULL;
}

/* Reads a line of text that a page shows. */
static const char *
parse_text(struct span word, struct span *out)
{
	return parse_word(word.n <= TEXT_MOST,
	    span_eq_nocase(word, SPAN("none")) ? SPAN("") : word, out,
	    "wants a text of at most 128 bytes");
}

static const char *
parse_site(struct span word, struct span *out)
{
	if (span_eq_nocase(word, SPAN("none")))
		*out = span_from(word, word.n);
	else if (rule_is_file(word) && word.n <= LIMIT_CONF_URL)
		*out = word;
	else
		return "wants a file of the site, such as /index.html, or none";
	return NULL;
}

/* Reads the types that take exactly one word. */
static const char *
parse_one(enum value_type type, struct span word, void *out)
{
	switch (type) {
	case VALUE_PATH:
		return parse_word(word.n > 0, word, out, "wants a path");
	case VALUE_TYPE:
		return parse_word(
		    list_is_type(word), word, out, "wants a media type");
	case VALUE_CHARSET:
		return parse_charset(word, out);
	case VALUE_BOOL:
		return parse_bool(word, out);
	case VALUE_LOG:
		return parse_log(word, out);
	case VALUE_FORMAT:
		return parse_format(word, out);
	case VALUE_SANDBOX:
		return parse_sandbox(word, out);
	case VALUE_CLIENT:
		return parse_client(word, out);
	case VALUE_USER:
		return parse_word(user_is_valid(word), word, out,
		    "wants the name of a user, or UID:GID");
	case VALUE_TIME:
		return unit_read_time(word, out)
			   ? NULL
			   : "wants a time, such as 500ms, 15s, 2m or 1h";
	case VALUE_COUNT:
		return span_u64(word, out) ? NULL : "wants a number";
	case VALUE_BYTES:
		return unit_read_bytes(word, out)
			   ? NULL
			   : "wants a number of bytes, such as 500, 16K or 1M";
	case VALUE_MODE:
		return parse_mode(word, out);
	case VALUE_FILE:
		return parse_file(word, out);
	case VALUE_SITE:
		return parse_site(word, out);
	case VALUE_TEXT:
		return parse_text(word, out);
#define ONE_NUMBER(id)
#define ONE_WORD(id)
#define ONE_LIST(id) case VALUE_##id:
#define ONE_LINES(id) case VALUE_##id:
#define ONE_RULE(id) case VALUE_##id:
#define ONE_LINE(id) case VALUE_##id:
#define TYPE(id, kind, read) ONE_##kind(id)
#include "config/types.def"
		break;
	}
	return "cannot be set";
}

enum value_kind
value_kind(enum value_type type)
{
	static const unsigned char kinds[] = {
#define TYPE(id, kind, read) VALUE_IS_##kind,
#include "config/types.def"
	};

	return (enum value_kind)kinds[type];
}

const char *
value_parse(enum value_type type, const struct span *words, size_t n, void *out,
    const struct span **bad)
{
	*bad = NULL;
	switch (type) {
#define READ_NUMBER(read) break
#define READ_WORD(read) break
#define READ_LIST(read) return read(words, n, out, bad)
#define READ_LINES(read) return read(words, n, out, bad)
#define READ_RULE(read) return "cannot be set"
#define READ_LINE(read) return "cannot be set"
#define TYPE(id, kind, read)                                                   \
	case VALUE_##id:                                                       \
		READ_##kind(read);
#include "config/types.def"
	}
	*bad = &words[n - 1];
	if (n > 1)
		return "takes one value";
	return parse_one(type, words[0], out);
}

static void
put_methods(struct text *t, unsigned set)
{
	for (enum method m = METHOD_GET; m < METHOD_COUNT; m++)
		if (set & METHOD_BIT(m)) {
			if (set & (METHOD_BIT(m) - 1))
				text_char(t, ' ');
			text_put(t, method_name(m));
		}
}

static void
put_mode(struct text *t, uint64_t mode)
{
	for (int shift = 9; shift >= 0; shift -= 3)
		text_char(t, (char)('0' + (mode >> shift & 7)));
}

static void
put_log(struct text *t, const struct conf_log *log)
{
	switch (log->to) {
	case CONF_LOG_STDERR:
		text_put(t, SPAN("stderr"));
		break;
	case CONF_LOG_OFF:
		text_put(t, SPAN("off"));
		break;
	case CONF_LOG_FILE:
		words_put(t, log->path);
		break;
	}
}

static void
put_sandbox(struct text *t, enum conf_sandbox how)
{
	switch (how) {
	case CONF_SANDBOX_NO:
		text_put(t, SPAN("no"));
		break;
	case CONF_SANDBOX_YES:
		text_put(t, SPAN("yes"));
		break;
	case CONF_SANDBOX_REQUIRE:
		text_put(t, SPAN("require"));
		break;
	}
}

static void
put_names(struct text *t, const struct conf_names *names)
{
	for (size_t i = 0; i < names->n; i++) {
		if (i > 0)
			text_char(t, ' ');
		words_put(t, names->at[i]);
	}
}

static void
put_count(struct text *t, enum value_type type, uint64_t n)
{
	if (type == VALUE_TIME)
		unit_put_time(t, n);
	else if (type == VALUE_BYTES)
		unit_put_bytes(t, n);
	else if (type == VALUE_MODE)
		put_mode(t, n);
	else
		text_u64(t, n);
}

void
value_put(struct text *t, enum value_type type, const void *value)
{
	const struct span *word = value;

	switch (type) {
	case VALUE_PATH:
	case VALUE_TYPE:
	case VALUE_USER:
		words_put(t, *word);
		break;
	case VALUE_CHARSET:
	case VALUE_FILE:
	case VALUE_SITE:
	case VALUE_TEXT:
		words_put(t, word->n > 0 ? *word : SPAN("none"));
		break;
	case VALUE_NAMES:
		put_names(t, value);
		break;
	case VALUE_METHODS:
		put_methods(t, *(const unsigned *)value);
		break;
	case VALUE_CODINGS:
		list_put_codings(t, value);
		break;
	case VALUE_BOOL:
		text_put(t, *(const bool *)value ? SPAN("yes") : SPAN("no"));
		break;
	case VALUE_LOG:
		put_log(t, value);
		break;
	case VALUE_FORMAT:
		text_put(
		    t, span_str(format_name[*(const enum conf_format *)value]));
		break;
	case VALUE_SANDBOX:
		put_sandbox(t, *(const enum conf_sandbox *)value);
		break;
	case VALUE_CLIENT:
		text_put(t,
		    span_str(client_how[*(const enum conf_client_how *)value]));
		break;
	case VALUE_TIME:
	case VALUE_COUNT:
	case VALUE_BYTES:
	case VALUE_MODE:
		put_count(t, type, *(const uint64_t *)value);
		break;
#define PUT_NUMBER(id)
#define PUT_WORD(id)
#define PUT_LIST(id)
#define PUT_LINES(id) case VALUE_##id:
#define PUT_RULE(id) case VALUE_##id:
#define PUT_LINE(id) case VALUE_##id:
#define TYPE(id, kind, read) PUT_##kind(id)
#include "config/types.def"
		break; /* these take several lines, which conf_print writes */
	}
}
