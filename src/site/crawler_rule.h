/*
 * crawler_rule -- what Crawler says about a request, by its User-Agent.
 *
 * A pattern without "*" and "?" matches if User-Agent contains it as a word, or
 * as several: GPTBot matches "GPTBot/1.2" and "(compatible; gptbot)", but not
 * "NotGPTBot".  A word ends where two letters or digits do not meet.  Any other
 * pattern has to match the whole value, as base/glob does.  Letters match in
 * either case.  A request without User-Agent is one with an empty value.
 *
 * The last pattern that matches applies.  If a request has several User-Agent
 * fields, each is looked at, and the strictest result applies.
 *
 * /robots.txt is never denied: a crawler that gets 403 for it may take it for
 * absent, and then for leave to read everything (RFC 9309 2.3.1.3).
 */
#ifndef SITE_CRAWLER_RULE_H
#define SITE_CRAWLER_RULE_H

#include "config/conf.h"
#include "http/request.h"

/*
 * The rate in bytes a second of answers to a crawler that Crawler slows down.
 */
#define CRAWLER_RULE_SLOW 4096

/*
 * Returns what Crawler says about the request; CONF_CRAWLER_ALLOW if no pattern
 * matches.
 */
enum conf_crawler crawler_rule_find(
    const struct conf *, const struct request *);

#endif
