#include "site/access.h"
#include "site/servername.h"
#include "site/statuspage.h"

/*
 * Returns true if the target is the page as the directive writes it, "/a/b" or
 * "/a/".  An empty path names no page.
 */
static bool
is_page(const struct target *target, struct span path)
{
	if (path.n == 0)
		return false;
	path = span_from(path, 1);
	if (target->directory && target->path.n > 0) {
		if (path.n == 0 || path.p[path.n - 1] != '/')
			return false;
		path.n--;
	}
	return span_eq(target->path, path);
}

/*
 * Returns true if a proxy forwarded the request.  Its address says nothing
 * about the client that it speaks for.
 */
static bool
is_forwarded(const struct fields *f)
{
	return field_count(f, SPAN("Forwarded")) > 0 ||
	       field_count(f, SPAN("X-Forwarded-For")) > 0 ||
	       field_count(f, SPAN("Via")) > 0;
}

static bool
is_loopback(const struct address *peer)
{
	static const struct cidr own[] = {
		{ { .family = ADDRESS_IPV4, .byte = { 127 } }, 8 },
		{ { .family = ADDRESS_IPV6, .byte = { [15] = 1 } }, 128 },
	};

	return cidr_has(&own[0], peer) || cidr_has(&own[1], peer);
}

bool
statuspage_is_at(const struct conf *conf, const struct target *target)
{
	return is_page(target, conf->status_page) ||
	       is_page(target, conf->metrics_page);
}

bool
statuspage_is_for(const struct conf *conf, const struct address *peer)
{
	return conf->status_from.n == 0 ? is_loopback(peer)
					: conf_lists(&conf->status_from, peer);
}

enum statuspage_answer
statuspage_asked(const struct conf *conf, const struct request *req,
    const struct address *peer, struct span vhost, bool forwarded)
{
	if (req->target_why != REFUSE_NOT ||
	    req->target.form == TARGET_ASTERISK ||
	    req->target.form == TARGET_AUTHORITY ||
	    !statuspage_is_at(conf, &req->target))
		return STATUSPAGE_NOT;
	if (!statuspage_is_for(conf, peer) ||
	    (!forwarded && is_forwarded(&req->fields)))
		return STATUSPAGE_DENIED;
	if (!conf_lists_everybody(&conf->status_from) &&
	    !access_is_locked(conf, req->target.path) &&
	    !servername_is_ours(conf, req, vhost))
		return STATUSPAGE_MISNAMED;
	return is_page(&req->target, conf->status_page) ? STATUSPAGE_YES
							: STATUSPAGE_METRICS;
}
