#include "os/listener_parts.h"

#include "base/source.h"
#include "os/clock.h"
#include "os/crew.h"

/* Notes that the source was refused or has to wait, for the status page. */
static void
note(const struct listener *l, const struct rates_key *key)
{
	if (l->work->limited != NULL)
		l->work->limited(key->source, key->rule, l->work->arg);
}

bool
listener_rate_admits(struct listener *l, const struct address *peer)
{
	const struct listener_work *work = l->work;
	int rule = l->limits->connections;
	struct rates_key key = { 0, (uint32_t)rule };
	int64_t wait_ns;

	if (rule < 0 || (work->exempt != NULL && work->exempt(peer, work->arg)))
		return true;
	key.source = source_of(peer);
	if (rates_take(&l->board->rates, &key, &l->limits->rate[rule], 1, 1,
		clock_mono_ns(), &wait_ns) > 0)
		return true;
	note(l, &key);
	return false;
}

void
listener_rate_take(
    struct listener *l, uint32_t i, const struct address *claimed)
{
	struct crew_member *m = &l->crew->member[i];
	struct crew_grant grant = { 0, 0 };

	if (m->wish.rule >= l->limits->nrates) {
		listener_drop(l, &l->board->place[i]);
		return;
	}
	m->lent_to.source = listener_source(l, i, claimed);
	m->lent_to.rule = m->wish.rule;
	grant.tokens = rates_take(&l->board->rates, &m->lent_to,
	    &l->limits->rate[m->wish.rule], m->wish.least, m->wish.most,
	    clock_mono_ns(), &grant.wait_ns);
	m->lent = grant.tokens;
	if (grant.tokens == 0)
		note(l, &m->lent_to);
	crew_answer_take(l->crew, i, &grant);
}

void
listener_rate_back(struct listener *l, uint32_t i)
{
	struct crew_member *m = &l->crew->member[i];

	/* takes back at most what was lent, for the source it was lent for */
	if (m->lent_to.rule < l->limits->nrates)
		rates_put_back(&l->board->rates, &m->lent_to,
		    &l->limits->rate[m->lent_to.rule], m->back,
		    clock_mono_ns());
}
