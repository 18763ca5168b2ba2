#include "server/rate_brake.h"

#include "config/conf.h"
#include "os/crew.h"
#include "site/crawler_rule.h"
#include "site/rate_rule.h"

/*
 * Returns the limit that applies to the request, whose n is 0 if there is none.
 */
static struct bucket
limit(const struct conn *c, enum conf_rate_kind kind)
{
	const struct conf *conf = c->service->conf;
	int rule = rate_rule_find(conf, kind, c->req.target.path);

	if (rule < 0 || conf_lists(&conf->rate_from, c->peer))
		return (struct bucket){ 0, BUCKET_SECOND, 1 };
	return conf->rate[rule].bucket;
}

/*
 * Takes bytes from those that the source shares, or all if the listener has
 * gone.
 */
static uint64_t
take(uint64_t least, uint64_t most, int64_t *wait_ns, void *arg)
{
	const struct conn *c = arg;
	const struct service *s = c->service;
	int rule = rate_rule_find(s->conf, CONF_RATE_SEND_SOURCE, SPAN(""));
	struct crew_wish wish = { *c->peer, (uint32_t)rule, least, most };
	struct crew_grant grant;

	*wait_ns = 0;
	if (!s->take(&wish, &grant, s->admit_arg))
		return most;
	*wait_ns = grant.wait_ns;
	return grant.tokens;
}

/* Returns true if any directive limits bytes. */
static bool
limits_bytes(const struct conf *conf)
{
	for (size_t i = 0; i < conf->nrates; i++)
		if (conf->rate[i].kind == CONF_RATE_SEND ||
		    conf->rate[i].kind == CONF_RATE_SEND_SOURCE ||
		    conf->rate[i].kind == CONF_RATE_RECEIVE)
			return true;
	return false;
}

/* Returns the slower one of the limit and that of a crawler. */
static struct bucket
slowed(const struct conn *c, struct bucket b)
{
	if (conf_lists(&c->service->conf->rate_from, c->peer) ||
	    (b.n > 0 && b.n <= CRAWLER_RULE_SLOW))
		return b;
	return (struct bucket){ CRAWLER_RULE_SLOW, BUCKET_SECOND, 1 };
}

void
rate_brake_set(struct conn *c, bool slow)
{
	const struct framing *f = &c->req.framing;
	uint64_t early = c->in.n - c->in.at;
	struct brake *b = &c->brake;
	struct bucket shared;

	if (!slow && !limits_bytes(c->service->conf) &&
	    !brake_is_on(b, c->wire))
		return;
	if (!brake_is_on(b, c->wire))
		brake_put(b, c->wire);
	b->send.rate = limit(c, CONF_RATE_SEND);
	if (slow)
		b->send.rate = slowed(c, b->send.rate);
	b->receive.rate = limit(c, CONF_RATE_RECEIVE);
	shared = limit(c, CONF_RATE_SEND_SOURCE);
	b->shared = shared.n;
	b->take = shared.n > 0 && c->service->take != NULL ? take : NULL;
	b->arg = c;
	b->granted = 0;
	c->wire->slept_ms = 0;
	if (f->body == FRAMING_LENGTH && f->length < early)
		/* the rest of the inbox is another request */
		early = f->length;
	if (f->body != FRAMING_NONE)
		brake_received(b, early);
}
