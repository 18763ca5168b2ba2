#include "site/crawler_rule.h"

#include "base/glob.h"

#include <string.h>

static bool
is_word(char c)
{
	char lower = c | 0x20;

	return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
}

/* Returns true if a word may begin or end before byte i. */
static bool
is_edge(struct span s, size_t i)
{
	return i == 0 || i == s.n || !is_word(s.p[i - 1]) || !is_word(s.p[i]);
}

static bool
has_wildcard(struct span pattern)
{
	return memchr(pattern.p, '*', pattern.n) != NULL ||
	       memchr(pattern.p, '?', pattern.n) != NULL;
}

static bool
has_words(struct span agent, struct span words)
{
	for (size_t i = 0; i + words.n <= agent.n; i++)
		if ((agent.p[i] | 0x20) == (*words.p | 0x20) &&
		    is_edge(agent, i) && is_edge(agent, i + words.n) &&
		    span_eq_nocase(
			(struct span){ agent.p + i, words.n }, words))
			return true;
	return false;
}

static enum conf_crawler
judge(const struct conf_crawlers *list, struct span agent)
{
	if (agent.n > LIMIT_CONF_AGENT)
		agent.n = LIMIT_CONF_AGENT;
	for (size_t i = list->n; i-- > 0;) {
		struct span pattern = list->at[i].pattern;

		if (has_wildcard(pattern)
			? glob_match(pattern, agent, GLOB_ANY_CASE)
			: has_words(agent, pattern))
			return list->at[i].verb;
	}
	return CONF_CRAWLER_ALLOW;
}

/* Returns true for /robots.txt.  The path of a target has no leading slash. */
static bool
is_robots(const struct target *target)
{
	return !target->directory && span_eq(target->path, SPAN("robots.txt"));
}

enum conf_crawler
crawler_rule_find(const struct conf *conf, const struct request *req)
{
	enum conf_crawler worst = CONF_CRAWLER_ALLOW, one;
	struct span agent = SPAN("");
	size_t i = 0;

	if (is_robots(&req->target))
		return CONF_CRAWLER_ALLOW;
	if (!field_next(&req->fields, SPAN("User-Agent"), &i, &agent))
		return judge(&conf->crawlers, agent);
	do {
		one = judge(&conf->crawlers, agent);
		worst = one > worst ? one : worst;
	} while (field_next(&req->fields, SPAN("User-Agent"), &i, &agent));
	return worst;
}
