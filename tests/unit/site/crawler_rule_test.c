/* The rule of Crawler for a request, by its User-Agent. */
#define _GNU_SOURCE
#include "site/crawler_rule.h"

#include "site/lookup.h"

#include "unit/test.h"

#define DENY CONF_CRAWLER_DENY
#define SLOW CONF_CRAWLER_SLOW
#define ALLOW CONF_CRAWLER_ALLOW

static const char *const lines =
    "Crawler GPTBot 'Kangaroo Bot' meta-externalagent +http deny\n"
    "Crawler *spider* curl/7.? slow\nCrawler Nice-Spider allow\n"
    "Crawler CCBot slow\nCrawler CCBot deny\n";

static const struct {
	const char *why, *agent;
	enum conf_crawler verdict;
} cases[] = {
	{ "nobody in particular", "curl/8.5.0", ALLOW },
	{ "an empty value", "", ALLOW },
	{ "a name alone", "GPTBot", DENY },
	{ "with its version, among others",
	    "Mozilla/5.0 (compatible; GPTBot/1.2; +x)", DENY },
	{ "in any case", "gptbot/2", DENY },
	{ "a part of a word is another word", "NotGPTBot", ALLOW },
	{ "at either end", "GPTBots", ALLOW },
	{ "and a digit is a part", "GPTBot2", ALLOW },
	{ "behind a part of a word", "NotGPTBot GPTBot", DENY },
	{ "a name that another one continues", "GPTBot-Image/1", DENY },
	{ "two words", "x (Kangaroo Bot/3)", DENY },
	{ "not apart", "Kangaroo (Bot)", ALLOW },
	{ "a name with a hyphen", "meta-ExternalAgent/1.1", DENY },
	{ "not with another sign", "meta_externalagent/1.1", ALLOW },
	{ "a pattern that starts with a sign", "x (y+http://z)", DENY },
	{ "a wildcard matches inside words", "Bytespider", SLOW },
	{ "in all of the value", "curl/7.8", SLOW },
	{ "and not in a part", "curl/7.81", ALLOW },
	{ "a later line is an exception", "nice-spider/1", ALLOW },
	{ "the last line that matches applies", "CCBot/2.0", DENY },
	{ "a byte beyond ASCII separates", "\xc3\xa4GPTBot\xc3\xa4", DENY },
};

static struct conf conf;
static char head[4096];

static enum conf_crawler
find(const char *target, const char *fields)
{
	static char path[LIMIT_PATH + 1];
	struct request_bounds bounds = lookup_bounds(&conf);
	struct request req;
	int n = snprintf(head, sizeof head,
	    "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n", target, fields);

	if (request_parse((struct span){ head, (size_t)n }, &bounds,
		(struct text){ path, LIMIT_PATH, 0 }, &req) != REFUSE_NOT)
		OK(false, "the request is right: %.70s", head);
	return crawler_rule_find(&conf, &req);
}

static enum conf_crawler
find_agent(const char *agent)
{
	static char field[3000];

	(void)snprintf(field, sizeof field, "User-Agent: %s\r\n", agent);
	return find("/", field);
}

static void
test_fields(void)
{
	static char wide[1200];
	struct conf_error e;

	OK(find("/", "") == ALLOW, "no field");
	OK(find("/", "User-Agent: x\r\nuser-agent: CCBot\r\n") == DENY &&
		find("/", "User-Agent: CCBot\r\nuser-agent: x\r\n") == DENY,
	    "of several fields the strictest counts");
	OK(find("/robots.txt", "User-Agent: CCBot\r\n") == ALLOW &&
		find("/robots.txt?x", "User-Agent: CCBot\r\n") == ALLOW,
	    "everybody can read robots.txt (9309 2.3.1.3)");
	OK(find("/a/robots.txt", "User-Agent: CCBot\r\n") == DENY &&
		find("/robots.txt/", "User-Agent: CCBot\r\n") == DENY,
	    "and nothing else of this name");
	memset(wide, 'x', sizeof wide - 1);
	memcpy(wide + LIMIT_CONF_AGENT - 6, " CCBot ", 7);
	OK(find_agent(wide) == DENY, "a name at the end of what is looked at");
	memcpy(wide + LIMIT_CONF_AGENT - 6, "x CCBot", 7);
	OK(find_agent(wide) == ALLOW, "and one behind it");
	OK(conf_parse(&conf, SPAN("Crawler * deny\nCrawler Lynx allow"), &e) &&
		find("/", "") == DENY && find_agent("x") == DENY &&
		find_agent("Lynx/2") == ALLOW,
	    "all but one, and without the field, too");
}

int
main(void)
{
	struct conf_error e;

	conf_init(&conf);
	OK(conf_parse(&conf, span_str(lines), &e), "the lines are right");
	for (size_t i = 0; i < COUNT(cases); i++)
		OK(find_agent(cases[i].agent) == cases[i].verdict, "%s: %s",
		    cases[i].why, shown(span_str(cases[i].agent)));
	test_fields();
	return DONE();
}
