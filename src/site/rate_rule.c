#include "site/rate_rule.h"

#include "base/prefix.h"

int
rate_rule_find(
    const struct conf *conf, enum conf_rate_kind kind, struct span path)
{
	struct prefix_longest longest = { 0 };
	int found = -1;

	for (size_t i = 0; i < conf->nrates; i++) {
		const struct conf_rate *r = &conf->rate[i];

		if (r->kind == kind && prefix_is_longest(&longest, r->prefix,
					   path, PREFIX_ANY_CASE))
			found = (int)i;
	}
	return found < 0 || conf->rate[found].bucket.n == 0 ? -1 : found;
}

bool
rate_rule_asks(const struct conf *conf)
{
	for (size_t i = 0; i < conf->nrates; i++)
		if (conf->rate[i].kind == CONF_RATE_REQUEST ||
		    conf->rate[i].kind == CONF_RATE_SEND_SOURCE)
			return true;
	return false;
}
