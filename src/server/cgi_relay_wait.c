#define _GNU_SOURCE
#include "server/cgi_relay.h"

#include "os/clock.h"
#include "os/stop.h"

#include <poll.h>

enum { PEER_IN, PEER_OUT, SCRIPT_IN, SCRIPT_OUT, SCRIPT_ERR, TOLD, ENDS };

/* Returns how long a brake holds back what is to be sent (os/brake), or 0. */
static int64_t
held_ms(const struct cgi_relay *r, int64_t now)
{
	int64_t left = r->c->wire->held_ms - now;

	return cgi_relay_is_pending(r) && left > 0 ? left : 0;
}

/* Chooses the events to wait for.  poll ignores a negative descriptor. */
static void
choose(const struct cgi_relay *r, struct pollfd p[ENDS], bool held)
{
	const struct wire *w = r->c->wire;
	bool hungry = r->feeding && r->piece.n == 0;

	for (int i = 0; i < ENDS; i++)
		p[i] = (struct pollfd){ .fd = -1 };
	if (hungry)
		p[PEER_IN] = (struct pollfd){ w->in, POLLIN, 0 };
	else if (w->socket)
		p[PEER_IN] = (struct pollfd){ w->in,
			r->half_ms == CGI_RELAY_NEVER ? POLLRDHUP : 0, 0 };
	if (cgi_relay_is_pending(r) || !w->socket)
		p[PEER_OUT] = (struct pollfd){ w->out,
			cgi_relay_is_pending(r) && !held ? POLLOUT : 0, 0 };
	if (r->feeding && !hungry)
		p[SCRIPT_IN] = (struct pollfd){ r->script.in, POLLOUT, 0 };
	if (!r->eof && !cgi_relay_is_pending(r))
		p[SCRIPT_OUT] = (struct pollfd){ r->script.out, POLLIN, 0 };
	p[SCRIPT_ERR] = (struct pollfd){ r->script.err, POLLIN, 0 };
	p[TOLD] = (struct pollfd){ r->script.told, POLLIN, 0 };
}

/*
 * Returns the earliest deadline of the parties that are awaited, and sets the
 * refusal for missing it.
 */
static int64_t
next_deadline(struct cgi_relay *r, int64_t now, enum refusal *why)
{
	const struct conf *conf = r->c->service->conf;
	struct pace pace = { 0, (int64_t)conf->body_timeout_ms,
		conf->body_min_rate };
	bool hungry = r->feeding && r->piece.n == 0;
	bool awaited[] = { hungry,
		cgi_relay_is_pending(r) && held_ms(r, now) == 0,
		!hungry && !cgi_relay_is_pending(r) && !r->eof };
	uint64_t most_ms[] = { conf->body_timeout_ms, conf->send_timeout_ms,
		conf->cgi_timeout_ms };
	enum refusal says[] = { REFUSE_BODY_SLOW, REFUSE_SEND_SLOW,
		REFUSE_CGI_SLOW };
	int64_t deadline = r->end_ms;

	*why = REFUSE_NOT;
	for (int i = 0; i < CGI_RELAY_PARTIES; i++) {
		int64_t last = r->since[i] + (int64_t)most_ms[i];

		if (!awaited[i])
			r->since[i] = now;
		else if (last < deadline) {
			deadline = last;
			*why = says[i];
		}
	}
	if (hungry &&
	    now - r->awaited_ms + pace_deadline(&pace, r->body.seen) < deadline)
		deadline =
		    now - r->awaited_ms + pace_deadline(&pace, r->body.seen);
	if (r->half_ms < deadline) {
		deadline = r->half_ms;
		*why = REFUSE_PEER_GONE;
	}
	return deadline;
}

bool
cgi_relay_wait(struct cgi_relay *r)
{
	struct pollfd p[ENDS];
	int64_t now = clock_mono_ms(), deadline, most, held = held_ms(r, now);
	enum refusal why;
	int ready;

	choose(r, p, held > 0);
	deadline = next_deadline(r, now, &why);
	most = deadline > now ? deadline - now : 0;
	ready = stop_poll_all(p, ENDS, held > 0 && held < most ? held : most);
	if (ready < 0)
		return true; /* a signal came: the caller examines it */
	if (ready == 0 && clock_mono_ms() >= deadline) {
		r->why = why;
		return false;
	}
	if (p[PEER_IN].fd >= 0 && (p[PEER_IN].events & POLLIN))
		r->awaited_ms += clock_mono_ms() - now;
	r->readable = p[PEER_IN].revents & (POLLIN | POLLHUP | POLLERR);
	if (!(p[PEER_IN].events & POLLIN) &&
	    (p[PEER_IN].revents & (POLLERR | POLLHUP)))
		r->why = REFUSE_PEER_GONE;
	else if ((p[PEER_IN].revents & POLLRDHUP) &&
		 r->half_ms == CGI_RELAY_NEVER)
		r->half_ms = clock_mono_ms() + LIMIT_CGI_HALF_MS;
	if (p[PEER_OUT].revents & POLLERR)
		r->why = REFUSE_PEER_GONE;
	return r->why == REFUSE_NOT;
}
