#include "site/counters_event.h"

static bool
is_resource(const struct request *req, const struct plan *p)
{
	int status = p->reply.status;

	return ((status >= 200 && status < 300) || status == 304) &&
	       req->target_why == REFUSE_NOT &&
	       req->target.form != TARGET_ASTERISK &&
	       req->target.form != TARGET_AUTHORITY;
}

void
counters_event_make(const struct asked *a, const struct plan *p,
    uint64_t content, uint64_t took_us, struct text room,
    struct counters_event *e)
{
	const struct target *target = &a->req->target;

	*e = (struct counters_event){ .status = p->reply.status,
		.bytes = content,
		.time_s = p->reply.date,
		.took_us = took_us };
	if (!is_resource(a->req, p))
		return;
	text_put(&room, a->host);
	if (p->served.n > 0) {
		text_put(&room, p->served);
		if (text_fits(&room))
			e->key = TEXT_SPAN(room);
		return;
	}
	text_char(&room, '/');
	text_put(&room, target->path);
	if (target->directory && target->path.n > 0)
		text_char(&room, '/');
	if (text_fits(&room))
		e->key = TEXT_SPAN(room);
}
