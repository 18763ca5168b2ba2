#include "site/servername.h"

#include "base/address.h"
#include "http/authority.h"
#include "site/vhost.h"

/*
 * Returns true if the name is below the domain: "a.b" and "c.a.b" are below
 * "b".
 */
static bool
is_below(struct span name, struct span domain)
{
	size_t n = name.n > domain.n ? name.n - domain.n : 0;

	return n > 1 && name.p[n - 1] == '.' &&
	       span_eq_nocase(span_from(name, n), domain);
}

static bool
is_literal(struct span authority, struct span name)
{
	struct address a;

	if (authority_is_literal(authority))
		return true; /* vhost_put has checked it */
	return address_parse(name, &a) && a.family == ADDRESS_IPV4;
}

static bool
is_listed(const struct conf *conf, struct span name)
{
	for (size_t i = 0; i < conf->server_names.n; i++) {
		struct span ours = conf->server_names.at[i];

		if (span_starts(ours, SPAN("*."))
			? is_below(name, span_from(ours, 2))
			: span_eq_nocase(name, ours))
			return true;
	}
	return false;
}

bool
servername_is_ours(
    const struct conf *conf, const struct request *req, struct span vhost)
{
	char buf[LIMIT_HOST + 1];
	struct text t = TEXT(buf);
	struct span name;

	if (req->host.n == 0)
		return true;
	if (vhost.n > 0 && !span_eq(vhost, SPAN(VHOST_DEFAULT)))
		return true;
	if (!vhost_put(&t, req->host) || !text_fits(&t))
		return false;
	name = TEXT_SPAN(t);
	return is_literal(req->host, name) ||
	       span_eq(name, SPAN("localhost")) ||
	       is_below(name, SPAN("localhost")) || is_listed(conf, name);
}
