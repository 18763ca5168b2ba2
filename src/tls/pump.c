#define _GNU_SOURCE
#include "tls/pump.h"

#include "base/limits.h"
#include "os/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* The size of one record (RFC 8446 5.1). */
#define RECORD 16384

/*
 * Limits after the handler has ended: the longest pause of a client that reads
 * the rest, and the time for all of it.
 */
#define PAUSE_MS 30000
#define REST_MS 300000

struct flow {
	char *buf;    /* RECORD bytes */
	size_t at, n; /* bytes from at to n are under way */
	size_t most;  /* the largest n so far */
	bool ended;   /* nothing more is read */
	bool passed;  /* the other side has been told of the end */
	bool deaf;    /* the other side accepts no more */
};

/*
 * GnuTLS continues a record that was begun without being given its bytes again.
 */
struct pump_state {
	const struct pump *pump;
	struct flow up, down; /* to the handler, to the client */
	bool begun;
	bool broken;     /* the connection is broken */
	const char *why; /* the kernel refused something; NULL: it did not */
	int64_t moved_ms, ended_ms;
};

static bool
is_patience(long err)
{
	return err == GNUTLS_E_AGAIN || err == GNUTLS_E_INTERRUPTED;
}

/* Notes why the handler cannot be reached, unless it has ended. */
static void
note_failure(struct pump_state *s, ssize_t n)
{
	if (n < 0 && errno != EPIPE && errno != ECONNRESET)
		s->why = strerror(errno);
}

static void
hold(struct flow *flow, ssize_t n)
{
	flow->n = (size_t)n;
	if (flow->n > flow->most)
		flow->most = flow->n;
}

/* These functions return true if they have moved bytes or an end. */

static bool
read_client(struct pump_state *s)
{
	struct flow *up = &s->up;
	ssize_t n;

	/* the library cannot handle a KeyUpdate while a record is half sent */
	if (up->ended || up->n > 0 || s->begun)
		return false;
	n = gnutls_record_recv(s->pump->session, up->buf, RECORD);
	if (n > 0)
		hold(up, n);
	else if (is_patience(n)) {
		/* HTTP shows whether the content was complete (9112 8) */
		up->ended = *s->pump->ended;
		return up->ended;
	} else if (n == GNUTLS_E_WARNING_ALERT_RECEIVED)
		return true;
	else {
		up->ended = true;
		s->broken = n != 0;
		if (s->broken && n != GNUTLS_E_PULL_ERROR)
			(void)gnutls_alert_send_appropriate(
			    s->pump->session, (int)n);
	}
	return true;
}

static bool
write_handler(struct pump_state *s)
{
	struct flow *up = &s->up;
	ssize_t n = 0;

	if (up->n > 0 && !up->deaf) {
		n = send(s->pump->handler, up->buf + up->at, up->n - up->at,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return false;
		note_failure(s, n);
		up->deaf = n < 0;
		up->at += n > 0 ? (size_t)n : 0;
	}
	if (up->n > 0 && (up->deaf || up->at == up->n)) {
		up->at = up->n = 0;
		return true;
	}
	if (up->ended && up->n == 0 && !up->passed) {
		/* this fails if the handler has gone */
		(void)shutdown(s->pump->handler, SHUT_WR);
		up->passed = true;
		return true;
	}
	return n > 0;
}

static bool
read_handler(struct pump_state *s)
{
	struct flow *down = &s->down;
	ssize_t n;

	if (down->ended || down->n > 0)
		return false;
	n = recv(s->pump->handler, down->buf, RECORD, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	note_failure(s, n);
	if (n > 0)
		hold(down, n);
	else {
		down->ended = true;
		s->ended_ms = s->moved_ms = clock_mono_ms();
	}
	return true;
}

/* Sends the close_notify, and ends the connection below it. */
static bool
end_client(struct pump_state *s)
{
	int err = gnutls_bye(s->pump->session, GNUTLS_SHUT_WR);

	if (is_patience(err))
		return false;
	if (err < 0 || shutdown(s->pump->client, SHUT_WR) < 0)
		s->broken = true;
	s->down.passed = true;
	s->moved_ms = clock_mono_ms();
	return true;
}

static bool
write_client(struct pump_state *s)
{
	struct flow *down = &s->down;
	ssize_t n;

	if (down->n == 0)
		return down->ended && !down->passed && end_client(s);
	n = s->begun ? gnutls_record_send(s->pump->session, NULL, 0)
		     : gnutls_record_send(s->pump->session,
			   down->buf + down->at, down->n - down->at);
	s->begun = is_patience(n);
	if (s->begun)
		return false;
	if (n <= 0)
		s->broken = true;
	else /* a client may ask for shorter records (RFC 8449, RFC 6066 4) */
		down->at += (size_t)n;
	if (s->broken || down->at == down->n)
		down->at = down->n = 0;
	s->moved_ms = clock_mono_ms();
	return true;
}

/*
 * Returns the longest time to wait.  The handler has deadlines of its own until
 * it ends.
 */
static int
patience(const struct pump_state *s)
{
	int64_t now, left, rest;

	if (!s->down.ended)
		return -1;
	now = clock_mono_ms();
	if (s->down.passed)
		left = s->moved_ms + LIMIT_LINGER_MS - now;
	else {
		left = s->moved_ms + PAUSE_MS - now;
		rest = s->ended_ms + REST_MS - now;
		left = left < rest ? left : rest;
	}
	return left > 0 ? (int)left : 0;
}

static short
if_so(bool so, short events)
{
	return (short)(so ? events : 0);
}

/*
 * Waits for either side.  Returns false when there is nothing more to wait for.
 */
static bool
wait_for_either(struct pump_state *s)
{
	struct pollfd p[2] = { { .fd = s->pump->client }, { .fd = -1 } };
	int ms = patience(s), n;

	p[0].events = if_so(!s->up.ended && s->up.n == 0 && !s->begun, POLLIN);
	p[0].events |=
	    if_so(s->down.n > 0 || (s->down.ended && !s->down.passed), POLLOUT);
	p[1].events = if_so(!s->down.ended && s->down.n == 0, POLLIN);
	p[1].events |= if_so(s->up.n > 0, POLLOUT);
	/* the end of the client is known, and would be reported all the time */
	if (p[1].events != 0)
		p[1].fd = s->pump->handler;
	if (p[0].events == 0)
		p[0].fd = -1;
	if (ms == 0)
		return false;
	n = poll(p, 2, ms);
	if (n < 0 && errno != EINTR)
		s->why = strerror(errno);
	return n > 0 || (n < 0 && errno == EINTR);
}

/*
 * Returns true if all is done.  The client has read everything when it ends its
 * side too.  Until then the connection stays open, since bytes that arrive
 * after a close reset it (RFC 9112 9.6).
 */
static bool
is_over(const struct pump_state *s)
{
	return s->broken || (s->down.passed && s->up.ended);
}

static char room[2][RECORD];
static struct pump_state s;

void
pump_wipe(void)
{
	explicit_bzero(room[0], s.up.most);
	explicit_bzero(room[1], s.down.most);
}

const char *
pump_run(const struct pump *pump)
{
	s = (struct pump_state){ .pump = pump,
		.up = { .buf = room[0] },
		.down = { .buf = room[1] } };
	while (!is_over(&s)) {
		bool moved = read_client(&s);

		moved = write_handler(&s) || moved;
		moved = read_handler(&s) || moved;
		moved = write_client(&s) || moved;
		/* the time is examined even for a client that never pauses */
		if (patience(&s) == 0 || (!moved && !wait_for_either(&s)))
			break;
	}
	return s.why;
}
