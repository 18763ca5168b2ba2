/* Which limit of a rate applies to a path. */
#define _GNU_SOURCE
#include "site/rate_rule.h"

#include "unit/test.h"

static const char *const lines =
    "RequestRate 1/s\nRequestRate 2/s /a/\nRequestRate 3/s /a/b\n"
    "RequestRate off /a/c\nConnectionRate 4/s\nRequestRate 9/s /d\n"
    "RequestRate 5/s /d\n";

static const struct {
	const char *why, *path;
	int rate; /* 0: no limit */
} cases[] = {
	{ "the root", "", 1 },
	{ "a path that no longer prefix covers", "x/y", 1 },
	{ "a prefix covers itself", "a", 2 },
	{ "and what is below", "a/x", 2 },
	{ "but no longer name", "ab", 1 },
	{ "the longest prefix counts", "a/b", 3 },
	{ "in any case, and with dots at its end", "A/B./x", 3 },
	{ "off: no limit", "a/c/x", 0 },
	{ "of two with one prefix the last", "d/x", 5 },
};

static const struct {
	const char *why, *lines;
	bool asks;
} askers[] = {
	{ "RequestRate is asked of the listener", "RequestRate 1/s\n", true },
	{ "so is SendRatePerSource",
	    "ConnectionRate 1/s\nSendRatePerSource 1K/s\n", true },
	{ "the others are not",
	    "SendRate 1K/s\nReceiveRate 1K/s\nConnectionRate 1/s\n", false },
	{ "nor is anything without a line", "", false },
};

static bool
asks(const char *text)
{
	static struct conf conf;
	struct conf_error e;

	conf_init(&conf);
	return conf_parse(&conf, span_str(text), &e) && rate_rule_asks(&conf);
}

int
main(void)
{
	static struct conf conf;
	struct conf_error e;

	conf_init(&conf);
	OK(rate_rule_find(&conf, CONF_RATE_REQUEST, SPAN("")) == -1,
	    "without a line there is no limit");
	OK(conf_parse(&conf, span_str(lines), &e), "the lines are right");
	for (size_t i = 0; i < COUNT(cases); i++) {
		int at = rate_rule_find(
		    &conf, CONF_RATE_REQUEST, span_str(cases[i].path));

		OK(cases[i].rate == 0 ? at == -1
				      : at >= 0 && conf.rate[at].bucket.n ==
						       (uint64_t)cases[i].rate,
		    "%s: /%s", cases[i].why, cases[i].path);
	}
	OK(rate_rule_find(&conf, CONF_RATE_CONNECTION, SPAN("")) == 4,
	    "another kind");
	for (size_t i = 0; i < COUNT(askers); i++)
		OK(asks(askers[i].lines) == askers[i].asks, "%s",
		    askers[i].why);
	return DONE();
}
