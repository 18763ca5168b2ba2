#include "server/exchange_log.h"

#include "os/clock.h"
#include "site/accesslog.h"
#include "site/counters_event.h"

/* The time of the request until now. */
static int64_t
took_us(const struct conn *c)
{
	return (clock_mono_ns() - c->began_ns) / 1000;
}

void
exchange_log(struct conn *c)
{
	struct exchange x = {
		.peer = c->peer,
		.time_s = c->plan.reply.date,
		.line = request_first_line((struct span){ c->in.buf, c->in.n }),
		.status = c->plan.reply.status,
		.bytes = c->content,
		.why = c->plan.why,
		.vhost = c->asked.host,
		.authority = c->req.host,
		.user = c->user,
	};
	/*
	 * The response has been sent, so its buffer, whose pages exist, is
	 * reused.
	 */
	struct text t = { c->out.buf, LIMIT_LOG_LINE, 0 };

	if (c->service->access->fd < 0)
		return;
	(void)field_only(&c->req.fields, SPAN("Referer"), &x.referer);
	(void)field_only(&c->req.fields, SPAN("User-Agent"), &x.agent);
	(void)field_only(&c->req.fields, SPAN("Host"), &x.host);
	x.duration_us = took_us(c);
	x.tls = conn_tls(c);
	accesslog_put(&t, c->service->conf, &x);
	if (text_fits(&t))
		log_write(c->service->access, LOG_LEVEL_INFO, TEXT_SPAN(t));
}

void
exchange_count(struct conn *c)
{
	/* Reuses the buffer of the response, as the log does. */
	struct text room = { c->out.buf, sizeof c->out.buf, 0 };
	struct counters_event e;

	if (c->service->counters == NULL)
		return;
	counters_event_make(
	    &c->asked, &c->plan, c->content, (uint64_t)took_us(c), room, &e);
	counters_count(c->service->counters, &e);
}
