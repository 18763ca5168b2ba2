/*
 * list -- values of directives that are lists, given on one line or on several
 * lines that add up.
 *
 * The functions return NULL or the expected form, and set *bad, as described in
 * value.h.
 */
#ifndef CONFIG_LIST_H
#define CONFIG_LIST_H

#include "config/conf.h"

/* These read a line that is the whole list, and replaces an earlier one. */
const char *list_names(const struct span *words, size_t n, struct conf_names *,
    const struct span **bad);
const char *list_methods(
    const struct span *words, size_t n, unsigned *set, const struct span **bad);

/* "yes" stands for all codings, in the order of the enum; "no" for none. */
const char *list_codings(const struct span *words, size_t n,
    struct conf_codings *, const struct span **bad);
void list_put_codings(struct text *, const struct conf_codings *);

/* These read a line that adds to the list. */
const char *list_types(const struct span *words, size_t n, struct conf_types *,
    const struct span **bad);
void list_put_types(struct text *, const struct conf_types *);
const char *list_prefixes(const struct span *words, size_t n,
    struct conf_prefixes *, const struct span **bad);
const char *list_cidrs(const struct span *words, size_t n, struct conf_cidrs *,
    const struct span **bad);
const char *list_hosts(const struct span *words, size_t n, struct conf_hosts *,
    const struct span **bad);

/* Returns true if the span is a media type that fits into a response head. */
bool list_is_type(struct span);

/*
 * Reads blocks, which it adds to the list.  The name of the field that all of
 * them use may stand in front.
 */
const char *list_forwarders(const struct span *words, size_t n,
    struct conf_forwarders *, const struct span **bad);

/*
 * Returns "ForwardedFrom", followed by the name of the field if one was given.
 */
const char *list_forwarders_key(const struct conf_forwarders *);

/*
 * Reads "from" and blocks, which it adds to the list, or "none", which empties
 * it.
 */
const char *list_proxies(const struct span *words, size_t n,
    struct conf_cidrs *, const struct span **bad);

#endif
