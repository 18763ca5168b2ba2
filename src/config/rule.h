/*
 * rule -- the values of directives that say to whom what is shut.
 *
 * As value.h has it: NULL, or what is wanted instead, and *bad is then the
 * word that does not fit, if it is one word.  Each line adds.
 */
#ifndef CONFIG_RULE_H
#define CONFIG_RULE_H

#include "config/conf.h"

/* Patterns of names, or "none", which empties the list. */
const char *rule_patterns(const struct span *words, size_t n,
    struct conf_patterns *, const struct span **bad);

/* A line that empties the list, and one for each: it has a default. */
void rule_put_patterns(
    struct text *, const char *key, const struct conf_patterns *);

#endif
