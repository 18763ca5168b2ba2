#include "server/request_read.h"

#include "os/stop.h"
#include "site/lookup.h"

#include <errno.h>

/*
 * Reads more bytes of a head.  Before its first byte the connection is idle,
 * and ends without a response (an empty line before the request does not count,
 * 9112 2.2).  After it the head is late or cut short.  Either happens earlier
 * if other connections wait for the place.  On a terminal the first byte may
 * take any time.
 */
static enum request_reading
read_more(struct conn *c, size_t start, int64_t *deadline, enum refusal *why)
{
	const struct conf *conf = c->service->conf;
	struct inbox *in = &c->in;
	bool idle = in->n <= start;
	uint64_t timeout = conf->head_timeout_ms;
	ssize_t got;

	if (idle && !c->wire->socket)
		timeout = WIRE_FOREVER;
	else if (idle && c->served > 0)
		timeout = conf->keep_alive_timeout_ms;
	c->wire->idle = idle;
	c->wire->patience_ms = idle ? LIMIT_YIELD_MS : LIMIT_YIELD_HEAD_MS;
	c->wire->yields =
	    idle && c->served == 0 ? STOP_ROOM_SILENT : STOP_ROOM_IDLE;
	got = wire_read(
	    c->wire, in->buf + in->n, INBOX_FRONT - in->n, deadline, timeout);
	c->wire->idle = false;
	c->wire->yields = STOP_ROOM_NOT;
	if (got > 0) {
		in->n += (size_t)got;
		if (idle) { /* the time of the head starts with its first byte
			     */
			*deadline = WIRE_NO_DEADLINE;
			service_note(c->service, ATTENDANCE_READS);
		}
		return READ_REQUEST;
	}
	if (idle || (got < 0 && got != -ETIMEDOUT && got != -ECANCELED))
		return READ_END;
	*why = got == 0 ? REFUSE_HEAD_CUT : REFUSE_HEAD_SLOW;
	return READ_REFUSED;
}

enum request_reading
request_read(struct conn *c, enum refusal *why)
{
	struct request_bounds bounds = lookup_bounds(c->service->conf);
	struct request_scan scan = { 0 };
	int64_t deadline = WIRE_NO_DEADLINE;
	struct inbox *in = &c->in;

	for (;;) {
		struct span bytes = { in->buf, in->n };
		enum request_reading more;

		switch (request_scan(&scan, bytes, &bounds, &in->head, why)) {
		case REQUEST_HEAD:
			in->at = bytes.n = in->head;
			*why = request_parse(bytes, &bounds,
			    (struct text){
				c->path_room + CONN_PATH_SLACK, LIMIT_PATH, 0 },
			    &c->req);
			c->req.secure = c->secure;
			return *why == REFUSE_NOT ? READ_REQUEST : READ_REFUSED;
		case REQUEST_REFUSED:
			return READ_REFUSED;
		case REQUEST_MORE:
			break;
		}
		more = read_more(c, scan.start, &deadline, why);
		if (more != READ_REQUEST)
			return more;
	}
}

enum refusal
request_read_drop(struct conn *c)
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
