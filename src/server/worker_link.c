#include "server/worker_link.h"

#include "config/conf.h"
#include "os/crew.h"
#include "site/rate_rule.h"

#include <errno.h>
#include <unistd.h>

/*
 * Asks the listener to admit the visitor behind a proxy, who is the source that
 * the limit applies to.  If the listener has gone, the process ends, and the
 * proxy tries another server.
 */
static bool
admit(const struct address *peer, void *arg)
{
	const struct worker_link *link = arg;
	int stays = crew_ask(link->channel, peer);

	if (stays < 0)
		_exit(0);
	return stays > 0;
}

/*
 * Asks for permission to check a password.  A process that has checked one
 * keeps a low priority, and one that gave up may still receive an answer, so
 * neither serves another connection.
 */
static int
may_check(
    const struct address *peer, const struct patience *patience, void *arg)
{
	struct worker_link *link = arg;
	int wait_s = link->deaf ? -ETIMEDOUT
				: crew_may_check(link->channel, peer, patience);

	if (wait_s == -ETIMEDOUT || wait_s == -ECANCELED)
		link->deaf = true;
	if (wait_s <= 0)
		*link->spent = true;
	return wait_s;
}

static void
checked(bool failed, void *arg)
{
	const struct worker_link *link = arg;

	crew_checked(link->channel, failed);
}

/*
 * Takes tokens.  A process that missed the answer may still receive it, as
 * above.  Until its connection ends it has no limit, as if the listener had
 * gone.
 */
static bool
take(const struct crew_wish *wish, struct crew_grant *grant, void *arg)
{
	struct worker_link *link = arg;
	int err =
	    link->deaf ? -ETIMEDOUT : crew_take(link->channel, wish, grant);

	if (err == 0)
		return true;
	link->deaf = true;
	*link->spent = true;
	return false;
}

static void
give_back(uint64_t tokens, void *arg)
{
	const struct worker_link *link = arg;

	if (!link->deaf)
		crew_give_back(link->channel, tokens);
}

void
worker_link_join(struct worker_link *link, struct service *service)
{
	const struct conf *conf = service->conf;

	service->admit = admit;
	if (conf_has_passwords(conf)) {
		service->may_check = may_check;
		service->checked = checked;
	}
	if (rate_rule_asks(conf)) {
		service->take = take;
		service->give_back = give_back;
	}
	service->admit_arg = link;
}
