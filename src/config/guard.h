/*
 * guard -- the values of directives that say to whom what is shut.
 *
 * As value.h has it: NULL, or what is wanted instead, and *bad is then the
 * word that does not fit, if it is one word.  Each line adds.
 */
#ifndef CONFIG_GUARD_H
#define CONFIG_GUARD_H

#include "config/conf.h"

/* Patterns of names, or "none", which empties the list. */
const char *guard_patterns(const struct span *words, size_t n,
    struct conf_patterns *, const struct span **bad);

/* A prefix and a file, or "none". */
const char *guard_auth(const struct span *words, size_t n, struct conf_auths *,
    const struct span **bad);

/* A prefix and blocks of addresses; "all" is every peer that there is. */
const char *guard_allow(const struct span *words, size_t n,
    struct conf_guards *, const struct span **bad);
const char *guard_deny(const struct span *words, size_t n, struct conf_guards *,
    const struct span **bad);

/* A line for each. */
void guard_put_auths(struct text *, const struct conf_auths *);
void guard_put_access(struct text *, const struct conf_guards *);

/* A line that empties the list, and one for each: it has a default. */
void guard_put_patterns(
    struct text *, const char *key, const struct conf_patterns *);

#endif
