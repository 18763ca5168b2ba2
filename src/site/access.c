#include "site/access.h"

#include "base/prefix.h"

/* Room for a directory and a name in it. */
#define PATH_ROOM (LIMIT_PATH + LIMIT_NAME)

static enum access_answer
permits(const struct conf *conf, struct span path, const struct address *peer,
    enum prefix_reading how)
{
	bool some_may = false, held = false, may = false;
	bool all_may = false, none_may = false;
	unsigned bits = 0;
	struct prefix_longest longest = { 0 };

	for (size_t i = 0; i < conf->access.n; i++)
		(void)prefix_is_longest(
		    &longest, conf->access.at[i].prefix, path, how);
	if (!longest.found)
		return ACCESS_YES;
	for (size_t i = 0; i < conf->access.n; i++) {
		const struct conf_guard *r = &conf->access.at[i];
		bool allows = r->verb == CONF_ALLOW;

		if (!prefix_is_longest(&longest, r->prefix, path, how))
			continue;
		some_may = some_may || allows;
		if (cidr_is_everybody(&r->net))
			*(allows ? &all_may : &none_may) = true;
		if (!cidr_has(&r->net, peer) || (held && r->net.bits < bits))
			continue;
		may = held && r->net.bits == bits ? may && allows : allows;
		bits = r->net.bits;
		held = true;
	}
	if (held ? !may : some_may)
		return ACCESS_NO;
	return held && !(all_may && !none_may) ? ACCESS_BY_ADDRESS : ACCESS_YES;
}

enum access_answer
access_permits(
    const struct conf *conf, struct span path, const struct address *peer)
{
	enum access_answer exact = permits(conf, path, peer, PREFIX_EXACT);
	enum access_answer any = permits(conf, path, peer, PREFIX_ANY_CASE);

	if (exact == ACCESS_NO || any == ACCESS_NO)
		return ACCESS_NO;
	return exact == ACCESS_BY_ADDRESS ? exact : any;
}

/*
 * Finds the longest Auth prefix that covers the path.  If two are equally long,
 * an exact match wins, and then the later one.
 */
static bool
find_auth(const struct conf *conf, struct span path, enum prefix_reading how,
    size_t *best)
{
	struct prefix_longest longest = { 0 };
	bool exact = false;

	for (size_t i = 0; i < conf->auth.n; i++) {
		struct span prefix = conf->auth.at[i].prefix;
		bool same = prefix_covers(prefix, path, PREFIX_EXACT);
		struct prefix_longest before = longest;

		if (!prefix_is_longest(&longest, prefix, path, how) ||
		    (before.found && longest.n == before.n && exact && !same))
			continue;
		*best = i;
		exact = same;
	}
	return longest.found && conf->auth.at[*best].file.n > 0;
}

void
access_demand(
    const struct conf *conf, struct span path, struct access_demand *d)
{
	static const enum prefix_reading how[] = { PREFIX_EXACT,
		PREFIX_ANY_CASE };
	size_t i = 0;

	d->n = 0;
	for (size_t k = 0; k < sizeof how / sizeof *how; k++)
		if (find_auth(conf, path, how[k], &i) && !access_meets(d, i))
			d->at[d->n++] = i;
}

/* tls is NULL without TLS. */
static bool
permits_client(const struct conf *conf, struct span path,
    const struct proxy_tls *tls, enum prefix_reading how)
{
	struct prefix_longest longest = { 0 };
	bool verified = tls != NULL && tls->verified, may = false;

	for (size_t i = 0; i < conf->clients.n; i++)
		(void)prefix_is_longest(
		    &longest, conf->clients.at[i].prefix, path, how);
	if (!longest.found)
		return true;
	for (size_t i = 0; i < conf->clients.n && !may; i++) {
		const struct conf_client *r = &conf->clients.at[i];

		if (!prefix_is_longest(&longest, r->prefix, path, how))
			continue;
		may = r->name.n == 0 ||
		      (verified && (span_eq(r->name, SPAN("*")) ||
				       span_eq(r->name, tls->client_name)));
	}
	return may;
}

/* Returns true if the rules let this client in, in both readings. */
static bool
rules_permit_client(
    const struct conf *conf, struct span path, const struct proxy_tls *tls)
{
	return permits_client(conf, path, tls, PREFIX_EXACT) &&
	       permits_client(conf, path, tls, PREFIX_ANY_CASE);
}

bool
access_permits_client(
    const struct conf *conf, struct span path, const struct proxy_tls *tls)
{
	if (conf->client_certificate == CONF_CLIENT_REQUIRE && tls != NULL &&
	    !tls->verified)
		return false;
	return rules_permit_client(conf, path, tls);
}

bool
access_is_locked(const struct conf *conf, struct span path)
{
	struct access_demand demand;

	access_demand(conf, path, &demand);
	return demand.n > 0;
}

bool
access_takes_links(const struct conf *conf, struct span path)
{
	for (size_t i = 0; i < conf->signed_links.n; i++)
		if (prefix_covers(
			conf->signed_links.at[i], path, PREFIX_ANY_CASE))
			return true;
	return false;
}

bool
access_needs_link(
    const struct conf *conf, struct span path, enum access_answer by_address)
{
	return by_address == ACCESS_YES && access_takes_links(conf, path) &&
	       !access_is_locked(conf, path) &&
	       rules_permit_client(conf, path, NULL);
}

bool
access_meets(const struct access_demand *d, size_t auth)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->at[i] == auth)
			return true;
	return false;
}

bool
access_shows(const struct conf *conf, struct span directory, struct span name,
    const struct access_visitor *visitor)
{
	struct access_demand there, here;
	enum access_answer by_address;
	char buf[PATH_ROOM];
	struct text path = TEXT(buf);

	text_put(&path, directory);
	if (directory.n > 0)
		text_char(&path, '/');
	text_put(&path, name);
	if (!text_fits(&path))
		return false;
	by_address = access_permits(conf, TEXT_SPAN(path), visitor->peer);
	access_demand(conf, directory, &there);
	access_demand(conf, TEXT_SPAN(path), &here);
	if (by_address == ACCESS_NO ||
	    (by_address == ACCESS_BY_ADDRESS && !visitor->ours &&
		here.n == 0) ||
	    !access_permits_client(conf, TEXT_SPAN(path), visitor->tls) ||
	    access_needs_link(conf, TEXT_SPAN(path), by_address))
		return false;
	for (size_t i = 0; i < here.n; i++)
		if (!access_meets(&there, here.at[i]))
			return false;
	return true;
}
