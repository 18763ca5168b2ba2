#include "client/options_state.h"

#include "base/limits.h"
#include "client/option_value.h"
#include "http/octet.h"

#include <string.h>

const char *
options_push(const char **list, size_t *n, size_t room, const char *value)
{
	if (*n == room)
		return "too many";
	list[(*n)++] = value;
	return NULL;
}

const char *
options_push_output(struct options *o, const char *file)
{
	return options_push(o->outputs, &o->noutputs, OPTIONS_WORDS, file);
}

void
options_take_bare(struct options *o, enum valued what)
{
	o->parallel |= what == PARALLEL;
	o->fail_early |= what == FAIL_EARLY;
	o->name_all |= what == REMOTE_NAME_ALL;
	o->globoff |= what == GLOBOFF;
}

bool
options_drop_bare(struct options *o, enum valued what)
{
	if (what == PARALLEL)
		o->parallel = false;
	if (what == FAIL_EARLY)
		o->fail_early = false;
	if (what == REMOTE_NAME_ALL)
		o->name_all = false;
	if (what == GLOBOFF)
		o->globoff = false;
	return what != NEXT;
}

static const char *
push_data(struct options *o, enum options_data kind, const char *value)
{
	const char *why = options_push(o->data, &o->ndata, OPTIONS_DATA, value);

	if (why == NULL)
		o->data_kind[o->ndata - 1] = kind;
	return why;
}

/* Checks a value before anything is sent.  Returns NULL or an error. */
static const char *
judge_setting(enum transport_key key, const char *value)
{
	uint64_t n;

	switch (key) {
	case TRANSPORT_COOKIE_JAR:
		return strstr(value, "://") != NULL
			   ? "it needs a file for cookies; wget's -c is -C - "
			     "here"
			   : NULL;
	case TRANSPORT_FORM:
		return option_value_form(value);
	case TRANSPORT_FORM_STRING:
		return strchr(value, '=') == NULL ? "expected NAME=TEXT" : NULL;
	case TRANSPORT_SPEED_LIMIT:
	case TRANSPORT_SPEED_TIME:
		return span_u64(span_str(value), &n) && n <= INT32_MAX
			   ? NULL
			   : "expected a number";
	case TRANSPORT_CONNECT_TIMEOUT:
		return option_value_milliseconds(value, &n)
			   ? NULL
			   : "expected a number of seconds";
	case TRANSPORT_LIMIT_RATE:
		return option_value_size(value, &n)
			   ? NULL
			   : "expected a speed such as 100K or 2M";
	default:
		return NULL;
	}
}

const char *
options_push_setting(
    struct options *o, enum transport_key key, const char *value)
{
	if (o->nsettings == OPTIONS_SETTINGS)
		return "too many";
	o->setting[o->nsettings++] = (struct transport_setting){ key, value };
	return judge_setting(key, value);
}

/* Adds "Name: value", "Name:", "Name;" or "@FILE". */
static const char *
push_field(struct options *o, const char *value)
{
	const char *why = *value != '@' ? option_value_field(value) : NULL;

	if (span_trim(span_str(value)).n == 0)
		/*
		 * an empty field is ignored, as by curl, since scripts rely on
		 * that
		 */
		return NULL;
	if (why != NULL)
		return why;
	return options_push(o->field, &o->nfields, OPTIONS_FIELDS, value);
}

/*
 * Takes NAME=VALUE as cookies, and anything else as the name of a file of them,
 * as curl does.
 */
static const char *
take_cookie(struct options *o, const char *value)
{
	if (strchr(value, '=') == NULL)
		return options_push_setting(o, TRANSPORT_COOKIES, value);
	return options_push(o->cookie, &o->ncookies, OPTIONS_COOKIES, value);
}

/* Takes options whose values other parts read. */
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
	case USER:
		return &o->user;
	case WRITE_OUT:
		return &o->write_out;
	default:
		return NULL;
	}
}

/*
 * Finds the kind of -d and its siblings.  Returns false for any other option.
 */
static bool
kind_of_data(enum valued what, enum options_data *kind)
{
	switch (what) {
	case DATA:
		*kind = DATA_AS_TYPED;
		return true;
	case DATA_BINARY:
		*kind = DATA_OF_FILE;
		return true;
	case DATA_RAW:
		*kind = DATA_LITERAL;
		return true;
	case DATA_URLENCODE:
		*kind = DATA_ESCAPED;
		return true;
	case JSON:
		*kind = DATA_OF_JSON;
		return true;
	default:
		return false;
	}
}

/* As with curl, a number that is too large means the default. */
static const char *
take_most(struct options *o, const char *value)
{
	uint64_t n;

	if (!span_u64(span_str(value), &n))
		return "expected a number";
	o->parallel_most = n == 0 || n > OPTIONS_PARALLEL_MOST
			       ? OPTIONS_PARALLEL
			       : (unsigned)n;
	return NULL;
}

/* As with curl, -1 means as many as possible. */
static const char *
take_redirects(struct options *o, const char *value)
{
	if (strcmp(value, "-1") == 0) {
		o->max_redirects = OPTIONS_REDIRECTS_MOST;
		return NULL;
	}
	return span_u64(span_str(value), &o->max_redirects) &&
		       o->max_redirects <= OPTIONS_REDIRECTS_MOST
		   ? NULL
		   : "expected a number up to 50";
}

static const char *
take_seconds(const char *value, int64_t *out)
{
	return option_value_seconds(value, out)
		   ? NULL
		   : "expected a number of seconds";
}

/* Reads "-" or a number of bytes.  As with curl, the last one takes effect. */
static const char *
take_offset(struct options *o, const char *value)
{
	o->offset = 0;
	o->flags &= ~(unsigned)FLAG_CONTINUE;
	if (strcmp(value, "-") == 0)
		o->flags |= FLAG_CONTINUE;
	else if (!span_u64(span_str(value), &o->offset))
		return "expected \"-\" or a number of bytes";
	return NULL;
}

/* Takes names that say how something is done, or where. */
static const char *
take_name(struct options *o, enum valued what, const char *value)
{
	switch (what) {
	case CACHE_DIR:
		o->cache_dir = value;
		return *value == '\0' ? "an empty name" : NULL;
	case OUTPUT:
		return *value == '\0' ? "an empty name"
				      : options_push_output(o, value);
	case UPLOAD:
		return options_push(
		    o->uploads, &o->nuploads, OPTIONS_WORDS, value);
	case METHOD:
		o->method = value;
		return octet_all(span_str(value), OCTET_TOKEN) ? NULL
							       : "not a method";
	case SHA256:
		o->flags |= FLAG_SHA256;
		return option_value_digest(value, o->sha256)
			   ? NULL
			   : "expected 64 hexadecimal digits";
	case CONTINUE:
		return take_offset(o, value);
	default: /* CONFIG, which client/options_file has read already */
		return NULL;
	}
}

const char *
options_take_value(struct options *o, enum valued what, const char *value)
{
	const char **word = word_of(o, what);
	enum options_data kind;

	if (word != NULL) {
		*word = value;
		return what == REFERER && strstr(value, ";auto") != NULL
			   ? "no Referer is made of redirects: leave ;auto out"
			   : NULL;
	}
	if (kind_of_data(what, &kind))
		return push_data(o, kind, value);
	switch (what) {
	case COOKIE:
		return take_cookie(o, value);
	case FIELD:
		return push_field(o, value);
	case URL_QUERY:
		return options_push(
		    o->query, &o->nqueries, OPTIONS_DATA, value);
	case URL:
		return options_push(o->word, &o->nwords, OPTIONS_WORDS, value);
	case RETRY:
		return span_u64(span_str(value), &o->retries)
			   ? NULL
			   : "expected a number";
	case PARALLEL_MAX:
		return take_most(o, value);
	case MAX_REDIRECTS:
		return take_redirects(o, value);
	case MAX_SIZE:
		return option_value_size(value, &o->max_size)
			   ? NULL
			   : "expected a size such as 500M or 2G";
	case MAX_TIME:
		return option_value_milliseconds(value, &o->max_time_ms)
			   ? NULL
			   : "expected a number of seconds";
	case MAX_STALE:
		return take_seconds(value, &o->max_stale);
	case MIN_FRESH:
		return take_seconds(value, &o->min_fresh);
	case RETRY_MAX_TIME:
		return take_seconds(value, &o->retry_most);
	case RETRY_DELAY:
		return take_seconds(value, &o->retry_delay);
	default:
		return take_name(o, what, value);
	}
}
