#include "site/rules.h"

#include "config/listen.h"
#include "http/accept.h"
#include "http/authority.h"
#include "http/media.h"
#include "site/pattern.h"

/* Two paths, each with its leading slash.  The second may be empty. */
struct subject {
	struct span asked, served;
	char room[2][LIMIT_PATH + LIMIT_NAME + 2];
};

static bool
has_path(const struct request *req)
{
	return req->target_why == REFUSE_NOT &&
	       (req->target.form == TARGET_ORIGIN ||
		   req->target.form == TARGET_ABSOLUTE);
}

static struct span
put_asked(const struct target *target, struct text t)
{
	text_char(&t, '/');
	text_put(&t, target->path);
	if (target->directory && target->path.n > 0)
		text_char(&t, '/');
	return text_fits(&t) ? TEXT_SPAN(t) : SPAN("");
}

static void
find_subject(const struct asked *a, const struct plan *p, struct subject *s)
{
	const struct target *target = &a->req->target;
	struct text t = TEXT(s->room[1]);

	s->asked = s->served = SPAN("");
	if (!has_path(a->req))
		return;
	if (p->served.n > 0) { /* Fallback chose the file */
		s->asked = p->served;
		return;
	}
	s->asked = put_asked(target, TEXT(s->room[0]));
	if (a->clean.n > 0) { /* CleanURLs chose the file */
		s->served = a->clean;
		return;
	}
	if (p->why != REFUSE_NOT || a->facts == NULL ||
	    a->facts->kind != FILE_REGULAR || !target->directory)
		return;
	text_put(&t, s->asked);
	text_put(&t, a->facts->name); /* the name of the index */
	if (text_fits(&t))
		s->served = TEXT_SPAN(t);
}

static bool
matches(const struct conf_rule *rule, const struct subject *s)
{
	return rule->pattern.n == 0 ||
	       (s->asked.n > 0 && pattern_matches(rule->pattern, s->asked)) ||
	       (s->served.n > 0 && pattern_matches(rule->pattern, s->served));
}

/* Adds a Header.  It replaces an earlier one of the same name. */
static void
apply_header(const struct conf *conf, size_t i, struct plan *p)
{
	struct reply *r = &p->reply;
	struct span name = conf->field[i].name;

	if (span_eq_nocase(name, SPAN("Content-Security-Policy")) &&
	    r->policy.n > 0)
		return; /* a generated page needs its own policy */
	if (span_eq_nocase(name, SPAN("X-Content-Type-Options")))
		r->no_nosniff = true;
	for (size_t k = 0; k < i; k++)
		if ((r->added_set >> k & 1) &&
		    span_eq_nocase(conf->field[k].name, name))
			r->added_set &= ~(UINT64_C(1) << k);
	r->added = conf->field;
	r->added_set |= UINT64_C(1) << i;
}

/*
 * Returns true if CacheControl applies (9111 5.2): to files only, since a
 * cached refusal would outlive its cause.
 */
static bool
is_kept(const struct asked *a, const struct plan *p)
{
	int status = p->reply.status;

	return a->facts != NULL && a->facts->kind == FILE_REGULAR &&
	       (a->req->method == METHOD_GET ||
		   a->req->method == METHOD_HEAD) &&
	       (status == 200 || status == 206 || status == 304);
}

void
rules_apply(const struct asked *a, struct plan *p)
{
	const struct conf *conf = a->conf;
	struct subject s;

	find_subject(a, p, &s);
	for (size_t i = 0; i < conf->nrules; i++)
		switch (conf->rule[i].kind) {
		case CONF_RULE_HEADER:
			if (matches(&conf->rule[i], &s))
				apply_header(conf, i, p);
			break;
		case CONF_RULE_CACHE:
			if (is_kept(a, p) && matches(&conf->rule[i], &s))
				p->reply.cache_control = conf->field[i].value;
			break;
		case CONF_RULE_REDIRECT:
		case CONF_RULE_PAGE:
			break;
		}
}

/* The rule that RedirectToHTTPS stands for. */
static const struct conf_rule to_https = { .kind = CONF_RULE_REDIRECT };

/*
 * Returns true if the request is to be redirected to https.  Certificates are
 * obtained by plain HTTP (RFC 8555 8.3), and without a host, which only
 * HTTP/1.0 may leave out, there is no place to go.
 */
static bool
belongs_to_https(const struct conf *conf, const struct request *req)
{
	return conf->redirect_to_https && !req->secure && !req->target.secure &&
	       req->host.n > 0 &&
	       !span_starts(
		   req->target.path, SPAN(".well-known/acme-challenge/"));
}

/*
 * Returns false for OPTIONS and TRACE, which concern the server, and for
 * methods that change files: these are not redirected.
 */
const struct conf_rule *
rules_redirect(const struct conf *conf, const struct request *req)
{
	char room[LIMIT_PATH + 2];
	struct span path;

	if (!has_path(req) || req->method == METHOD_OPTIONS ||
	    req->method == METHOD_TRACE)
		return NULL;
	if (belongs_to_https(conf, req))
		return &to_https;
	path = put_asked(&req->target, TEXT(room));
	for (size_t i = 0; i < conf->nrules; i++)
		if (conf->rule[i].kind == CONF_RULE_REDIRECT &&
		    pattern_matches(conf->rule[i].pattern, path))
			return &conf->rule[i];
	return NULL;
}

/*
 * Puts the part of the path that the asterisk matched behind the destination;
 * it is encoded again.  After a slash, its own leading slashes are dropped,
 * since "//host" would name another server.
 */
static void
put_rest(const struct asked *a, struct span from, struct reply *r)
{
	const struct target *target = &a->req->target;
	size_t n = from.n - 2; /* without the leading slash and the asterisk */
	bool slash = r->uri.n > 0 && r->uri.p[r->uri.n - 1] == '/';

	if (from.n < 2 || n > target->path.n)
		return; /* the path ends before the last slash of the rule */
	r->location = span_from(target->path, n);
	r->uri_slash = target->directory && target->path.n > 0;
	while (slash && r->location.n > 0 && *r->location.p == '/')
		r->location = span_from(r->location, 1);
	if (slash && r->location.n == 0)
		r->uri_slash = false;
}

/*
 * Redirects to https.  Other methods than GET are to be repeated as they were,
 * which only 308 says (15.4.9).
 */
static void
be_https(const struct asked *a, struct reply *r)
{
	const struct target *target = &a->req->target;
	uint64_t port = listen_tls_port(&a->conf->listen);
	struct authority named;
	bool reads =
	    a->req->method == METHOD_GET || a->req->method == METHOD_HEAD;

	r->status = reads ? 301 : 308;
	r->locates = REPLY_TO_HTTPS;
	(void)authority_cut(a->req->host, &named); /* the request is valid */
	r->host = named.host;
	r->port = port == 443 ? 0 : port;
	r->location = target->path;
	r->uri_slash = target->directory && target->path.n > 0;
	r->has_query = target->has_query;
	r->query = target->query;
}

void
rules_be_redirect(
    const struct asked *a, const struct conf_rule *rule, struct plan *p)
{
	struct reply *r = &p->reply;
	struct span to, query, rest;

	if (rule == &to_https) {
		be_https(a, r);
		return;
	}
	to = a->conf->field[rule - a->conf->rule].value;
	r->status = rule->status;
	r->locates = REPLY_TO_URI;
	if (span_cut(to, '#', &r->uri, &rest))
		r->fragment = span_from(to, r->uri.n);
	if (to.p[to.n - 1] == '*') {
		if (r->fragment.n > 0)
			r->fragment.n--;
		else
			r->uri.n--;
		put_rest(a, rule->pattern, r);
	}
	/* A query in the destination replaces that of the request. */
	r->has_query =
	    a->req->target.has_query && !span_cut(r->uri, '?', &query, &rest);
	r->query = a->req->target.query;
}

struct span
rules_page(const struct conf *conf, int status)
{
	for (size_t i = conf->nrules; i > 0; i--)
		if (conf->rule[i - 1].kind == CONF_RULE_PAGE &&
		    conf->rule[i - 1].status == status)
			return conf->field[i - 1].value;
	return SPAN("");
}

static bool
has_dot_name(struct span path)
{
	struct span segment;
	bool more = true;

	while (more) {
		more = span_cut(path, '/', &segment, &path);
		if (segment.n > 0 && *segment.p == '.')
			return true;
	}
	return false;
}

enum rules_fallback
rules_fallback(const struct conf *conf, const struct request *req,
    const struct file_facts *facts)
{
	const struct target *target = &req->target;

	if (conf->fallback.n == 0 || facts->kind != FILE_ABSENT ||
	    (req->method != METHOD_GET && req->method != METHOD_HEAD) ||
	    has_dot_name(target->path) ||
	    (!target->directory && media_extension(target->path).n > 0))
		return FALLBACK_NOT;
	return accept_media(&req->fields, SPAN("text/html")) > 0
		   ? FALLBACK_YES
		   : FALLBACK_TYPE;
}
