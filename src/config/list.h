/*
 * list -- the values of directives that are lists: of a line, or of lines
 * that add.
 *
 * As value.h has it: NULL, or what is wanted instead, and *bad is then the
 * word that does not fit, if it is one word.
 */
#ifndef CONFIG_LIST_H
#define CONFIG_LIST_H

#include "config/conf.h"

/* A line is the list. */
const char *list_names(const struct span *words, size_t n, struct conf_names *,
    const struct span **bad);
const char *list_methods(
    const struct span *words, size_t n, unsigned *set, const struct span **bad);

/* "yes" is all of them, in the order of the enum; "no" is none. */
const char *list_codings(const struct span *words, size_t n,
    struct conf_codings *, const struct span **bad);
void list_put_codings(struct text *, const struct conf_codings *);

/* A line adds. */
const char *list_types(const struct span *words, size_t n, struct conf_types *,
    const struct span **bad);
const char *list_prefixes(const struct span *words, size_t n,
    struct conf_prefixes *, const struct span **bad);
const char *list_cidrs(const struct span *words, size_t n, struct conf_cidrs *,
    const struct span **bad);
const char *list_hosts(const struct span *words, size_t n, struct conf_hosts *,
    const struct span **bad);
const char *list_listen(struct span word, struct conf_listens *);

/* Blocks, which add, and perhaps the field of all of them in front. */
const char *list_forwarders(const struct span *words, size_t n,
    struct conf_forwarders *, const struct span **bad);
/* "ForwardedFrom", with the field. */
const char *list_forwarders_key(const struct conf_forwarders *);

/* "from" and blocks, which add, or "none". */
const char *list_proxies(const struct span *words, size_t n,
    struct conf_cidrs *, const struct span **bad);

#endif
