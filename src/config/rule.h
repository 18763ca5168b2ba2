/*
 * rule -- directives that change responses: Header, CacheControl, Redirect and
 * ErrorPage.
 *
 * Each line adds to one list, in the order of the file.  Everything that is
 * copied into a response is checked here: it cannot end a field (RFC 9112
 * 11.1), and the fields that frame a message (9112 6, 9) are left to the
 * server.
 */
#ifndef CONFIG_RULE_H
#define CONFIG_RULE_H

#include "config/conf.h"
#include "config/types.h"

/* Does what value_parse does, but adds the rules of the line to *conf. */
const char *rule_parse(enum value_type, const struct span *words, size_t n,
    struct conf *, const struct span **bad);

/* Appends rule i as a line. */
void rule_put(struct text *, const struct conf *, size_t i);

/*
 * Returns true if the span is the path of a file, such as "/a/b.html", without
 * empty or dot segments.
 */
bool rule_is_file(struct span);

#endif
