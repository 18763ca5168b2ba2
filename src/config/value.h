/*
 * value -- the types of the values that directives take.
 *
 * Each function that parses reads words into the member that `out` points to.
 * It returns NULL, or a constant string with the expected form ("wants a time
 * ..."). In that case *bad points to the wrong word, or is NULL if the error is
 * not in a single word.
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "config/conf.h"
#include "config/types.h"

/* Returns the kind of a type: see config/types.def. */
enum value_kind value_kind(enum value_type);

/* Reads the words after the key, of which there is at least one. */
const char *value_parse(enum value_type, const struct span *words, size_t n,
    void *out, const struct span **bad);

/*
 * Appends the value as it is written in the file, quoted if necessary.
 * Types of several lines have functions of their own.
 */
void value_put(struct text *, enum value_type, const void *value);

#endif
