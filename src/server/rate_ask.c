#include "server/rate_ask.h"

#include "config/conf.h"
#include "os/clock.h"
#include "os/crew.h"
#include "site/rate_rule.h"

#include <string.h>

/*
 * At most MOST requests are granted at once, and at most a PART-th of a burst,
 * or a PART_SOON-th if those tokens flow in again within SOON.
 */
#define MOST 64
#define PART 16
#define PART_SOON 4
#define SOON (BUCKET_SECOND / 100)

void
rate_ask_begin(struct conn *c)
{
	c->purse = (struct rate_purse){ .rule = -1 };
}

static bool
is_same_source(const struct address *a, const struct address *b)
{
	return a->family == b->family && a->port == b->port &&
	       memcmp(a->byte, b->byte, sizeof a->byte) == 0;
}

/*
 * Returns true if the rest of a grant is void: as many tokens have flowed in
 * since, so giving it back would count them twice.  For a high rate the grant
 * is valid for SOON at least.
 */
static bool
is_stale(const struct conn *c)
{
	const struct bucket *b = &c->service->conf->rate[c->purse.rule].bucket;
	int64_t most_ns = bucket_time(b, c->purse.granted);

	if (most_ns < SOON)
		most_ns = SOON;
	return clock_mono_ns() - c->purse.filled_ns > most_ns;
}

void
rate_ask_end(struct conn *c)
{
	const struct service *s = c->service;

	if (c->purse.left > 0 && s->give_back != NULL && !is_stale(c))
		s->give_back(c->purse.left, s->admit_arg);
	c->purse.left = 0;
}

/* Makes the purse one for this rule and source. */
static void
open_purse(struct conn *c, int rule)
{
	if (c->purse.rule == rule &&
	    is_same_source(&c->purse.source, c->peer) &&
	    (c->purse.left == 0 || !is_stale(c)))
		return;
	rate_ask_end(c);
	c->purse.rule = rule;
	c->purse.source = *c->peer;
	c->purse.next = 1;
	c->purse.until_ns = 0;
}

/* Returns how many requests may be granted at once. */
static uint64_t
most_at_once(const struct bucket *b)
{
	uint64_t most = b->burst / PART;

	/* for so short a time, other processes of the source do without them */
	while (most < MOST && most < b->burst / PART_SOON &&
	       bucket_time(b, most + 1) <= SOON)
		most++;
	return most < MOST ? most : MOST;
}

/*
 * Fills the empty purse.  Sets *wait_ns to the time until a token is there, or
 * 0.
 */
static void
fill(struct conn *c, const struct bucket *b, int64_t *wait_ns)
{
	const struct service *s = c->service;
	uint64_t most = most_at_once(b);
	struct crew_wish wish = { *c->peer, (uint32_t)c->purse.rule, 1, 1 };
	struct crew_grant grant;

	/*
	 * where bytes are limited as well, tokens that are given back would be
	 * taken for bytes
	 */
	if (most > 1 &&
	    rate_rule_find(s->conf, CONF_RATE_SEND_SOURCE, SPAN("")) < 0)
		wish.most = c->purse.next < most ? c->purse.next : most;
	*wait_ns = 0;
	if (!s->take(&wish, &grant, s->admit_arg)) { /* the listener has gone */
		c->purse.left = 1;
		return;
	}
	c->purse.left = c->purse.granted = grant.tokens;
	c->purse.filled_ns = grant.tokens > 1 ? clock_mono_ns() : 0;
	c->purse.next = wish.most * 2;
	*wait_ns = grant.tokens > 0 ? 0 : grant.wait_ns;
	if (grant.tokens == 0)
		c->purse.until_ns = clock_mono_ns() + grant.wait_ns;
}

static unsigned
seconds(int64_t ns)
{
	return ns <= BUCKET_SECOND
		   ? 1
		   : (unsigned)((ns + BUCKET_SECOND - 1) / BUCKET_SECOND);
}

/* Returns how long the request has to wait, or 0 if it is paid for. */
static int64_t
pay(struct conn *c, int rule)
{
	int64_t wait_ns = 0;

	open_purse(c, rule);
	if (c->purse.left == 0 && c->purse.until_ns != 0)
		wait_ns = c->purse.until_ns - clock_mono_ns();
	if (c->purse.left == 0 && wait_ns <= 0)
		fill(c, &c->service->conf->rate[rule].bucket, &wait_ns);
	if (c->purse.left > 0)
		c->purse.left--;
	return wait_ns;
}

enum refusal
rate_ask_pass(struct conn *c)
{
	const struct conf *conf = c->service->conf;
	int64_t wait_ns;
	int rule;

	if (c->service->take == NULL || c->purse.paid == c->served ||
	    conf_lists(&conf->rate_from, c->peer))
		return REFUSE_NOT;
	c->purse.paid = c->served;
	rule = rate_rule_find(conf, CONF_RATE_REQUEST, c->req.target.path);
	wait_ns = rule < 0 ? 0 : pay(c, rule);
	if (wait_ns <= 0)
		return REFUSE_NOT;
	c->asked.wait_s = seconds(wait_ns);
	return REFUSE_RATE;
}
