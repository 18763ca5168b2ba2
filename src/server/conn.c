#include "server/conn.h"

#include "os/clock.h"
#include "site/accesslog.h"
#include "site/lookup.h"

#include <errno.h>

enum reading { READ_REQUEST, READ_REFUSED, READ_END };

/*
 * More bytes of a head.  Before its first byte the connection is idle, and
 * ends without a word; after it the head is late or cut short.
 */
static enum reading
read_more(struct conn *c, int64_t *deadline, enum refusal *why)
{
	const struct conf *conf = c->service->conf;
	struct inbox *in = &c->in;
	bool idle = in->n == 0;
	uint64_t timeout = idle && c->served > 0 ? conf->keep_alive_timeout_ms
						 : conf->head_timeout_ms;
	ssize_t got = wire_read(c->wire, in->buf + in->n,
	    sizeof in->buf - in->n, deadline, timeout);

	if (got > 0) {
		in->n += (size_t)got;
		if (idle) /* the time of the head starts with its first byte */
			*deadline = WIRE_NO_DEADLINE;
		return READ_REQUEST;
	}
	if (idle || (got < 0 && got != -ETIMEDOUT))
		return READ_END;
	*why = got == 0 ? REFUSE_HEAD_CUT : REFUSE_HEAD_SLOW;
	return READ_REFUSED;
}

/* Fills c->req, or says why not. */
static enum reading
read_request(struct conn *c, enum refusal *why)
{
	struct request_bounds bounds = lookup_bounds(c->service->conf);
	struct request_scan scan = { 0 };
	int64_t deadline = WIRE_NO_DEADLINE;
	struct inbox *in = &c->in;

	for (;;) {
		struct span bytes = { in->buf, in->n };
		enum reading more;

		switch (request_scan(&scan, bytes, &bounds, &in->head, why)) {
		case REQUEST_HEAD:
			in->at = bytes.n = in->head;
			*why = request_parse(
			    bytes, &bounds, TEXT(c->path_room), &c->req);
			return *why == REFUSE_NOT ? READ_REQUEST : READ_REFUSED;
		case REQUEST_REFUSED:
			return READ_REFUSED;
		case REQUEST_MORE:
			break;
		}
		more = read_more(c, &deadline, why);
		if (more != READ_REQUEST)
			return more;
	}
}

/* Reads the body to its end and uses none of it. */
static enum refusal
drop_body(struct conn *c)
{
	const struct conf *conf = c->service->conf;
	struct pace pace = { -1, (int64_t)conf->body_timeout_ms,
		conf->body_min_rate };
	struct body body;
	struct span piece;
	enum refusal why = REFUSE_NOT;

	body_init(&body, &c->req.framing, &pace);
	for (;;)
		switch (body_next(&body, &c->in, c->wire, &piece, &why)) {
		case BODY_PIECE:
			if (body.seen > conf->max_body_size)
				return REFUSE_BODY_LARGE;
			break;
		case BODY_OVER:
			return REFUSE_NOT;
		case BODY_FAILED:
			return why;
		}
}

/* Opens what is wanted and plans the answer; c->fd is the file, or -1. */
static void
plan_request(struct conn *c)
{
	const struct service *s = c->service;
	struct file_facts *facts = NULL;
	struct file_want want;
	enum refusal why = REFUSE_CONF;

	c->served++;
	if (!s->conf->keep_alive || c->served >= s->conf->keep_alive_requests)
		c->req.framing.persist = false;
	if (!s->broken)
		why = lookup_make(s->conf, &c->req, &want);
	if (why != REFUSE_NOT) {
		plan_refuse(s->conf, &c->req, why, c->now_ns, &c->plan);
		return;
	}
	if (want.any) {
		facts = &c->facts;
		c->fd = docroot_open(s->root, &want, facts);
	}
	plan_make(s->conf, &c->req, facts, c->now_ns, &c->plan);
}

/* The effects that come before the answer. */
static void
apply_effects(struct conn *c)
{
	enum refusal outcome = REFUSE_NOT;

	switch (c->plan.intake) {
	case INTAKE_NONE:
		return;
	case INTAKE_DROP:
		outcome = drop_body(c);
		break;
	}
	c->gone = outcome == REFUSE_PEER_GONE;
	plan_settle(&c->plan, c->service->conf, &c->req, outcome, c->now_ns);
}

static void
log_exchange(struct conn *c, bool parsed, uint64_t content, enum refusal why)
{
	struct exchange x = {
		.peer = c->peer,
		.time_s = c->plan.reply.date,
		.status = c->plan.reply.status,
		.bytes = content,
		.why = why,
	};
	/* The answer has gone, and its pages are there already. */
	struct text t = { c->out.buf, LIMIT_LOG_LINE, 0 };

	if (c->service->access->fd < 0)
		return;
	x.line = request_first_line((struct span){ c->in.buf, c->in.n });
	if (parsed) {
		(void)field_only(&c->req.fields, SPAN("Referer"), &x.referer);
		(void)field_only(&c->req.fields, SPAN("User-Agent"), &x.agent);
	}
	x.duration_us = (clock_mono_ns() - c->began_ns) / 1000;
	accesslog_put(&t, &x);
	if (text_fits(&t))
		log_write(c->service->access, LOG_LEVEL_INFO, TEXT_SPAN(t));
}

/* One request, read or refused, to its end. */
static void
exchange(struct conn *c, bool parsed, enum refusal why)
{
	uint64_t content = 0;

	c->now_ns = clock_wall_ns();
	c->began_ns = clock_mono_ns();
	c->fd = -1;
	if (parsed)
		plan_request(c);
	else
		plan_refuse(c->service->conf, NULL, why, c->now_ns, &c->plan);
	apply_effects(c);
	why = c->plan.why;
	if (!c->gone) {
		enum refusal broke = transfer_answer(
		    c->wire, &c->out, &c->plan, c->fd, &content);

		c->gone = broke != REFUSE_NOT;
		if (c->gone)
			why = broke;
	}
	log_exchange(c, parsed, content, why);
	docroot_close(&c->fd);
	if (c->gone)
		c->plan.close = true;
}

/*
 * A close that the peer did not ask for may meet bytes that it is sending
 * still; they would reset the connection before it has read our answer.
 */
static bool
may_be_sending(const struct conn *c, bool parsed)
{
	return !parsed || c->req.framing.persist || c->in.at < c->in.n ||
	       c->req.framing.body != FRAMING_NONE;
}

void
conn_serve(struct conn *c, const struct service *service, struct wire *wire,
    const struct address *peer)
{
	enum refusal why = REFUSE_NOT;
	enum reading reading;

	c->service = service;
	c->wire = wire;
	c->peer = peer;
	c->served = 0;
	c->gone = false;
	c->in.head = c->in.at = c->in.n = 0;
	do {
		reading = read_request(c, &why);
		if (reading == READ_END)
			return;
		exchange(c, reading == READ_REQUEST, why);
		if (!c->plan.close) {
			inbox_next(&c->in);
			if (c->served == 1)
				wire_no_delay(wire);
		}
	} while (!c->plan.close);
	if (!c->gone && may_be_sending(c, reading == READ_REQUEST))
		wire_linger(wire, LIMIT_LINGER_MS, LIMIT_LINGER_BYTES);
}
