#include "server/exchange_log.h"

#include "os/clock.h"
#include "site/accesslog.h"
#include "site/counters_event.h"

/* Writes the line of the exchange to the access log. */
static void
write_line(struct conn *c, int64_t took_us)
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

	(void)field_only(&c->req.fields, SPAN("Referer"), &x.referer);
	(void)field_only(&c->req.fields, SPAN("User-Agent"), &x.agent);
	(void)field_only(&c->req.fields, SPAN("Host"), &x.host);
	x.duration_us = took_us;
	x.tls = conn_tls(c);
	accesslog_put(&t, c->service->conf, &x);
	if (text_fits(&t))
		log_write(c->service->access, LOG_LEVEL_INFO, TEXT_SPAN(t));
}

/* Adds the exchange to the counters. */
static void
count(struct conn *c, int64_t took_us)
{
	/* Reuses the buffer of the response, as the log does. */
	struct text room = { c->out.buf, sizeof c->out.buf, 0 };
	struct counters_event e;

	counters_event_make(
	    &c->asked, &c->plan, c->content, (uint64_t)took_us, room, &e);
	counters_count(c->service->counters, &e);
}

void
exchange_log(struct conn *c)
{
	bool logs = c->service->access->fd >= 0;
	bool counts = c->service->counters != NULL;
	int64_t took_us;

	if (!logs && !counts)
		return;
	took_us = (clock_mono_ns() - c->began_ns) / 1000;
	if (logs)
		write_line(c, took_us);
	if (counts)
		count(c, took_us);
}
