/*
 * rate_rule -- which limit of a rate applies to a path.
 *
 * Only the line with the longest prefix that covers the path applies; of
 * several lines with the same prefix, the last.  Prefixes are compared as those
 * of Allow and Deny are (base/prefix).
 */
#ifndef SITE_RATE_RULE_H
#define SITE_RATE_RULE_H

#include "config/conf.h"

/* Returns the index of the limit in conf.rate, or -1 if there is no limit. */
int rate_rule_find(const struct conf *, enum conf_rate_kind, struct span path);

/* Returns true if a connection has to ask its listener for some limit. */
bool rate_rule_asks(const struct conf *);

#endif
