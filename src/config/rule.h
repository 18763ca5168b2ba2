/*
 * rule -- the directives that say what else an answer has, or is: Header,
 * CacheControl, Redirect and ErrorPage.
 *
 * They add, in one list, in the order of the file.  Whatever they copy into
 * a response is checked here: nobody can end a field with it (RFC 9112 11.1),
 * and the fields that say how a message is cut (9112 6, 9) are the server's.
 */
#ifndef CONFIG_RULE_H
#define CONFIG_RULE_H

#include "config/conf.h"
#include "config/value.h"

/* As value_parse; the rules of this line are added to *conf. */
const char *rule_parse(enum value_type, const struct span *words, size_t n,
    struct conf *, const struct span **bad);

/* Rule i as a line. */
void rule_put(struct text *, const struct conf *, size_t i);

/* "/a/b.html": a file by its path, in which nothing climbs or is empty. */
bool rule_is_file(struct span);

#endif
