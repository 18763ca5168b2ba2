/*
 * value -- the types of the values that directives take.
 *
 * Each function reads words into the member that `out` points to.  It returns
 * NULL, or the expected form ("wants a time ...").  In that case *bad points to
 * the wrong word, or is NULL if the error is not in a single word.
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
	VALUE_REDIRECT, /* this and the next three: config/rule */
	VALUE_HEADER,
	VALUE_CACHE,
	VALUE_PAGE,
	VALUE_RATE,    /* config/rate; the directive's `low` is the kind */
	VALUE_CRAWLER, /* config/crawler */
	VALUE_INCLUDE  /* config/include, which leaves none in a text */
};

/* Reads the words after the key, of which there is at least one. */
const char *value_parse(enum value_type, const struct span *words, size_t n,
    void *out, const struct span **bad);

/*
 * Appends the value as it is written in the file, quoted if necessary.  For a
 * list that takes several lines, this is one of its members.
 */
void value_put(struct text *, enum value_type, const void *value);

/* The span is a media type that fits into a response head. */
bool value_is_type(struct span);

#endif
