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

static const char *
push_data(struct options *o, enum options_data kind, const char *value)
{
	const char *why = options_push(o->data, &o->ndata, OPTIONS_DATA, value);

	if (why == NULL)
		o->data_kind[o->ndata - 1] = kind;
	return why;
}

const char *
options_push_setting(
    struct options *o, enum transport_key key, const char *value)
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
	return options_push(o->field, &o->nfields, OPTIONS_FIELDS, value);
}

/* NAME=VALUE are cookies, anything else is a file of them, as with curl. */
static const char *
take_cookie(struct options *o, const char *value)
{
	if (strchr(value, '=') == NULL)
		return options_push_setting(o, TRANSPORT_COOKIES, value);
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

const char *
options_take_value(struct options *o, enum valued what, const char *value)
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
		return NULL; /* client/options_file has read it already */
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
		return options_push(o->word, &o->nwords, OPTIONS_WORDS, value);
	case RETRY:
		return span_u64(span_str(value), &o->retries)
			   ? NULL
			   : "a number is wanted";
	case RETRY_DELAY:
		return option_value_seconds(value, &o->retry_delay)
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
		return option_value_size(value, &o->max_size)
			   ? NULL
			   : "a size is wanted: 500M, 2G";
	case MAX_STALE:
		return option_value_seconds(value, &o->max_stale)
			   ? NULL
			   : "seconds are wanted";
	case MAX_TIME:
		return option_value_milliseconds(value, &o->max_time_ms)
			   ? NULL
			   : "seconds are wanted";
	case METHOD:
		o->method = value;
		return octet_all(span_str(value), OCTET_TOKEN)
			   ? NULL
			   : "this is no method";
	case MIN_FRESH:
		return option_value_seconds(value, &o->min_fresh)
			   ? NULL
			   : "seconds are wanted";
	case OUTPUT:
		o->output = value;
		return *value == '\0' ? "an empty name" : NULL;
	case SHA256:
		o->flags |= FLAG_SHA256;
		return option_value_digest(value, o->sha256)
			   ? NULL
			   : "64 hexadecimal digits are wanted";
	default: /* word_of has taken it */
		return NULL;
	}
}
