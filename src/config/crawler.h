/*
 * crawler -- the directive Crawler: deny, slow down or allow requests by their
 * User-Agent.
 *
 * Each line adds its patterns to one list, conf.crawlers; site/crawler_rule
 * applies them.
 */
#ifndef CONFIG_CRAWLER_H
#define CONFIG_CRAWLER_H

#include "config/conf.h"

/* Reads patterns, and a verb behind them, like value_parse. */
const char *crawler_parse(const struct span *words, size_t n,
    struct conf_crawlers *, const struct span **bad);

/* Appends a line for each pattern. */
void crawler_put(struct text *, const struct conf_crawlers *);

#endif
