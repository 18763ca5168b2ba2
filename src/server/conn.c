#include "server/conn.h"

#include "os/clock.h"
#include "os/stop.h"
#include "server/access_check.h"
#include "server/archive_gather.h"
#include "server/archive_send.h"
#include "server/cgi_run.h"
#include "server/exchange_log.h"
#include "server/listing_send.h"
#include "server/proxy_enter.h"
#include "server/rate_ask.h"
#include "server/rate_brake.h"
#include "server/request_read.h"
#include "server/selection.h"
#include "server/unsized.h"
#include "server/upload_resume.h"
#include "server/upload_store.h"
#include "server/vhost_enter.h"
#include "site/access.h"
#include "site/cgi_reply.h"
#include "site/crawler_rule.h"
#include "site/lookup.h"
#include "site/upload_part.h"

#include <unistd.h>

/*
 * Collects what the status page or its metrics will show, if the request is for
 * one of them.
 */
static enum refusal
collect_status(struct conn *c)
{
	const struct service *s = c->service;
	bool as_metrics = false;

	switch (statuspage_asked(s->conf, &c->req, c->peer, c->asked.host,
	    c->forwarded == FORWARDED_YES)) {
	case STATUSPAGE_NOT:
		return REFUSE_NOT;
	case STATUSPAGE_DENIED:
		return REFUSE_STATUS_FROM;
	case STATUSPAGE_MISNAMED:
		return REFUSE_SERVER_NAME;
	case STATUSPAGE_METRICS:
		as_metrics = true;
		break;
	case STATUSPAGE_YES:
		break;
	}
	statuspage_take(
	    s->counters, c->asked.now_ns / 1000000000, as_metrics, s->status);
	s->status->attendance = s->attendance;
	s->status->still = span_eq(c->req.target.query, SPAN("still"));
	s->status->shown.open = as_metrics && metrics_are_open(&c->req.fields);
	c->asked.status = s->status;
	/* the next look finds a new process, which knows who is there then */
	if (s->attendance != NULL && !as_metrics)
		c->asked.last = true;
	return REFUSE_NOT;
}

/*
 * Finds the host that the request is for, and whether it is allowed, without
 * opening a file.
 */
static enum refusal
admit(struct conn *c)
{
	const struct service *s = c->service;
	enum conf_crawler crawler = CONF_CRAWLER_ALLOW;
	enum refusal why = REFUSE_NOT;

	if (s->broken)
		return REFUSE_CONF;
	if (c->forwarded == FORWARDED_BAD)
		return REFUSE_FORWARDED;
	if (s->conf->crawlers.n > 0)
		crawler = crawler_rule_find(s->conf, &c->req);
	if (s->conf->nrates > 0 || s->conf->crawlers.n > 0) {
		rate_brake_set(c, crawler == CONF_CRAWLER_SLOW);
		why = rate_ask_pass(c);
	}
	if (why == REFUSE_NOT && crawler == CONF_CRAWLER_DENY)
		why = REFUSE_CRAWLER;
	if (why == REFUSE_NOT && s->conf->virtual_hosts.n > 0 &&
	    c->asked.host.n == 0)
		why = vhost_enter(c);
	if (why == REFUSE_NOT)
		why = lookup_make(s->conf, &c->req, &c->found);
	if (why == REFUSE_NOT && access_ruled(s->conf))
		why = access_check_path(c);
	if (why == REFUSE_NOT &&
	    (s->conf->status_page.n > 0 || s->conf->metrics_page.n > 0))
		why = collect_status(c);
	return why;
}

/* Opens the wanted file; c->fd is its descriptor, or -1. */
static enum refusal
open_file(struct conn *c)
{
	struct file_want *want = &c->found.want;
	const struct conf *conf = c->service->conf;
	enum refusal why = REFUSE_NOT;

	if (!want->any || c->asked.status != NULL)
		return REFUSE_NOT;
	if (want->runs) {
		c->asked.script = &c->found.script;
		return cgi_run_find(c);
	}
	if (want->writes) {
		why = upload_store_open(c);
	} else {
		c->fd = docroot_open(c->root, want, &c->facts);
		if (c->fd < 0 && c->facts.kind == FILE_ABSENT)
			selection_other(c, want);
		else if (c->facts.kind == FILE_DIRECTORY && want->directory &&
			 conf->precompressed.n > 0)
			selection_index(c, want);
		if (access_ruled(conf))
			why = access_check_opened(c);
		if (why == REFUSE_NOT && conf->archive && c->fd >= 0 &&
		    c->facts.kind == FILE_DIRECTORY)
			why = archive_gather(c);
		if (why == REFUSE_NOT && c->archive == NULL && c->fd >= 0 &&
		    c->facts.kind == FILE_DIRECTORY &&
		    c->req.method != METHOD_OPTIONS)
			c->asked.listed = listing_send_state(c);
		if (why == REFUSE_NOT && conf->precompressed.n > 0 &&
		    c->asked.coding == CODING_IDENTITY)
			selection_variant(c, want);
	}
	c->asked.facts = &c->facts;
	return why;
}

/* Opens the wanted file and plans the answer. */
static void
plan_request(struct conn *c)
{
	const struct conf *conf = c->service->conf;
	enum refusal why;

	if (c->req.target.has_query) /* a plain GET does not run this */
		c->req.method = upload_part_method(conf, &c->req);
	c->asked.last = !conf->keep_alive ||
			c->served >= conf->keep_alive_requests ||
			stop_asked() > 0;
	why = admit(c);
	if (why == REFUSE_NOT) {
		c->asked.redirect = c->found.redirect;
		why = open_file(c);
	}
	if (why == REFUSE_NOT)
		plan_make(&c->asked, &c->plan);
	else
		plan_refuse(&c->asked, why, &c->plan);
}

/*
 * Carries out the effects that precede the answer.  Returns false if the peer
 * has gone.
 */
static bool
apply_effects(struct conn *c)
{
	enum refusal outcome = REFUSE_NOT;

	switch (c->plan.intake) {
	case INTAKE_NONE:
		break;
	case INTAKE_DROP:
		outcome = request_read_drop(c);
		break;
	case INTAKE_TAKE: /* upload_apply reads it */
		break;
	}
	if (outcome == REFUSE_NOT && c->plan.effect != EFFECT_NONE &&
	    c->plan.effect != EFFECT_RUN)
		outcome = upload_store_apply(c);
	if (outcome == REFUSE_NOT && c->plan.digests)
		outcome =
		    transfer_digest(&c->out, &c->plan, c->fd, c->facts.size);
	plan_settle(&c->asked, outcome, &c->plan);
	return outcome != REFUSE_PEER_GONE;
}

/*
 * Sends the answer.  If a file fails before the first byte is sent, the request
 * can still be refused; after that only the connection can be closed.
 */
static void
send_answer(struct conn *c)
{
	enum refusal broke;

	if (c->plan.effect == EFFECT_RUN)
		broke = cgi_run_send(c);
	else if (c->plan.content == CONTENT_LISTING)
		broke = listing_send(c);
	else if (c->plan.content == CONTENT_UNSIZED)
		broke = unsized_send(c);
	else if (c->archive != NULL && archive_send_applies(c))
		broke = archive_send(c);
	else
		broke = transfer_answer(
		    c->wire, &c->out, &c->plan, c->fd, &c->content);
	if (c->wire->sent == 0 &&
	    (broke == REFUSE_FILE_SHRANK || broke == REFUSE_BROKEN)) {
		plan_settle(&c->asked,
		    broke == REFUSE_BROKEN ? broke : REFUSE_CHANGED, &c->plan);
		broke = transfer_answer(
		    c->wire, &c->out, &c->plan, -1, &c->content);
	}
	c->gone = broke != REFUSE_NOT;
	if (c->gone)
		c->plan.why = broke;
}

/*
 * A script has referred to another path: answers as if the peer had requested
 * that.
 */
static void
follow(struct conn *c, unsigned turns)
{
	struct text room = { c->path_room + CONN_PATH_SLACK, LIMIT_PATH, 0 };
	/* the body of the request may not have ended */
	bool close = c->plan.close;

	cgi_reply_follow(&c->req, c->local, room);
	c->local.n = 0;
	c->asked.script = NULL;
	c->asked.archive = NULL;
	if (turns < LIMIT_CGI_LOCAL)
		plan_request(c);
	else
		plan_refuse(&c->asked, REFUSE_CGI_LOOP, &c->plan);
	if (close && !c->plan.close) {
		c->plan.close = true;
		c->plan.reply.connection = REPLY_CLOSES;
	}
	c->gone = !apply_effects(c);
	if (!c->gone)
		send_answer(c);
}

/*
 * Determines who made the request: the peer, or a visitor behind a proxy
 * (ForwardedFrom).
 */
static void
meet_visitor(struct conn *c, bool parsed)
{
	const struct conf *conf = c->service->conf;

	c->peer = c->link;
	c->forwarded = FORWARDED_NOT;
	if (!parsed || conf->forwarders.from.n == 0)
		return;
	c->forwarded =
	    forwarded_from_visitor(conf, &c->req.fields, c->link, &c->visitor);
	if (c->forwarded == FORWARDED_YES || c->forwarded == FORWARDED_PROXY)
		c->peer = &c->visitor;
}

/* Serves one request, or refuses it, to its end. */
static void
exchange(struct conn *c, bool parsed, enum refusal why)
{
	c->asked = (struct asked){ .conf = c->service->conf,
		.req = &c->req,
		.now_ns = clock_wall_ns(),
		.ranges = c->ranges };
	if (c->service->conf->upload_expiry_ms > 0)
		c->asked.part_room = &c->part_room;
	meet_visitor(c, parsed);
	c->asked.peer = c->peer;
	c->began_ns = clock_mono_ns();
	c->fd = -1;
	c->content = 0;
	c->archive = NULL;
	c->local.n = 0;
	c->resumed = false;
	c->root = c->service->root;
	c->user = SPAN("");
	if (parsed) {
		c->served++;
		plan_request(c);
	} else {
		request_salvage((struct span){ c->in.buf, c->in.n }, &c->req);
		c->req.secure = c->secure;
		plan_refuse(&c->asked, why, &c->plan);
	}
	c->gone = c->plan.why == REFUSE_PEER_GONE || !apply_effects(c);
	if (c->asked.conf->nrates > 0 && !c->gone &&
	    c->plan.intake != INTAKE_NONE)
		brake_settle(&c->brake, c->wire);
	if (c->plan.why != REFUSE_NOT && c->asked.conf->nrules > 0 &&
	    c->plan.content != CONTENT_TEXT && /* a problem (RFC 9457) */
	    !c->gone && !c->service->broken)
		selection_page(c);
	if (!c->gone)
		send_answer(c);
	for (unsigned turns = 0; c->local.n > 0; turns++)
		follow(c, turns);
	/* a rate does not slow heads down, or a linger */
	if (c->asked.conf->nrates > 0)
		c->brake.receive.rate.n = 0;
	exchange_log(c);
	if (c->resumed)
		upload_resume_close(c);
	docroot_close(&c->fd);
	if (c->archive != NULL)
		archive_gather_free(c);
	if (c->root == &c->site)
		docroot_close_root(&c->site);
	if (c->gone)
		c->plan.close = true;
}

/*
 * Returns true if closing at once could lose the response: bytes that arrive
 * after the close reset the connection, and destroy the part that the peer has
 * not read (9112 9.6).  A peer that asked for the close, and has received all
 * of a small response at once, is not expected to send more.
 */
static bool
wants_linger(const struct conn *c, bool parsed)
{
	return !c->gone &&
	       (!parsed || c->req.framing.persist || c->in.at < c->in.n ||
		   c->req.framing.body != FRAMING_NONE ||
		   c->content > LIMIT_SMALL);
}

/*
 * Reads the header of a trusted proxy before anything else is read.  Returns
 * false if that ends the connection.
 */
static bool
meet_peer(struct conn *c)
{
	const struct service *s = c->service;

	if (!s->tls && c->peer->family != ADDRESS_TLS &&
	    !conf_is_proxy(s->conf, c->peer))
		return true;
	switch (proxy_enter(c)) {
	case PROXY_ENTER_ADMITTED:
		return true;
	case PROXY_ENTER_REFUSED:
		exchange(c, false, REFUSE_SHARE);
		wire_linger(c->wire, LIMIT_LINGER_MS, LIMIT_LINGER_BYTES);
		break;
	case PROXY_ENTER_END:
		break;
	}
	return false;
}

void
conn_serve(struct conn *c, const struct service *service, struct wire *wire,
    const struct address *peer)
{
	enum refusal why = REFUSE_NOT;
	enum request_reading reading;

	c->service = service;
	c->wire = wire;
	c->peer = c->link = peer;
	c->served = 0;
	c->gone = c->secure = false;
	c->in.head = c->in.at = c->in.n = 0;
	if (!meet_peer(c))
		return;
	if (service->sealed)
		wire_take_sealed(wire, STDOUT_FILENO);
	do {
		reading = request_read(c, &why);
		if (reading == READ_END)
			return;
		service_note(service, ATTENDANCE_SERVES);
		exchange(c, reading == READ_REQUEST, why);
		if (!c->plan.close) {
			service_note(service, ATTENDANCE_KEEPS);
			inbox_next(&c->in);
			if (c->served == 1) {
				wire_no_delay(wire);
				clock_often();
			}
		}
	} while (!c->plan.close);
	if (wants_linger(c, reading == READ_REQUEST))
		wire_linger(wire, LIMIT_LINGER_MS, LIMIT_LINGER_BYTES);
}
