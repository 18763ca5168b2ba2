/*
 * value -- the types of values that a directive takes.
 *
 * Each function reads words into the member that `out` points to and
 * answers NULL, or says what is wanted instead ("wants a time ..."); *bad
 * is then the word that does not fit, if it is one word.
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "config/conf.h"
#include "config/words.h"

enum value_type {
	VALUE_PATH,
	VALUE_NAMES,
	VALUE_LISTEN,
	VALUE_TYPES,
	VALUE_TYPE,
	VALUE_CHARSET,
	VALUE_CODINGS,
	VALUE_METHODS,
	VALUE_BOOL,
	VALUE_LOG,
	VALUE_FORMAT,
	VALUE_SANDBOX,
	VALUE_USER,
	VALUE_TIME,
	VALUE_COUNT,
	VALUE_BYTES,
	VALUE_MODE,
	VALUE_FILE,
	VALUE_AUTHS,
	VALUE_ALLOWS,
	VALUE_DENIES,
	VALUE_PATTERNS,
	VALUE_PREFIXES,
	VALUE_CIDRS,
	VALUE_PROXIES,
	VALUE_FORWARDERS,
	VALUE_HOSTS,
	VALUE_SITE,
	VALUE_REDIRECT, /* by config/rule, as the three behind it */
	VALUE_HEADER,
	VALUE_CACHE,
	VALUE_PAGE
};

/* words are those after the key, at least one. */
const char *value_parse(enum value_type, const struct span *words, size_t n,
    void *out, const struct span **bad);

/*
 * The values as they would be written, quoted where needed; of a list that
 * adds, one member.
 */
void value_put(struct text *, enum value_type, const void *value);

/* A media type that a response head has room for. */
bool value_is_type(struct span);

#endif
