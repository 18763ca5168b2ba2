#define _GNU_SOURCE
#include "os/wire.h"

#include "base/limits.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "os/stop.h"

/*
 * The most bytes of one sendfile or splice: enough to make calls rare, but
 * limited, so that deadlines are checked.
 */
#define SEND_MOST ((size_t)1 << 20)

/*
 * Waits for the peer.  Returns 0 to try again, also after a signal, or -errno.
 */
static int
wait_until(struct wire *w, bool to_write, int64_t deadline_ms)
{
	int r = w->ops->wait(w, to_write, deadline_ms);

	if (r == 0)
		return -ETIMEDOUT;
	return r < 0 && r != -EINTR ? r : 0;
}

/*
 * Shortens the deadline if the process was told to stop while the connection is
 * idle.  A peer that is about to send another request gets a moment in which it
 * is still answered, with Connection: close.  It could not distinguish a close
 * that crosses its request from a failure (9112 9.3.1).
 */
static int
shorten(struct wire *w, int64_t *deadline_ms)
{
	int64_t last_ms = w->ops->now_ms(w) + LIMIT_STOP_GRACE_MS;

	if (stop_asked() > 1)
		return -ECANCELED;
	if (!w->stopping && last_ms < *deadline_ms)
		*deadline_ms = last_ms;
	w->stopping = true;
	return 0;
}

/*
 * Returns true if other connections need the place, and this one is still
 * waiting.
 */
static bool
is_to_yield(struct wire *w, int64_t began_ms)
{
	return w->yields != STOP_ROOM_NOT && stop_room() >= w->yields &&
	       w->ops->now_ms(w) - began_ms >= w->patience_ms;
}

/*
 * Waits for input, in slices if somebody may lose interest in it meanwhile.
 */
static int
wait_for_input(struct wire *w, int64_t deadline_ms)
{
	int64_t slice;
	int err;

	if (w->unwanted == NULL)
		return wait_until(w, false, deadline_ms);
	slice = w->ops->now_ms(w) + LIMIT_PART_LOOK_MS;
	if (slice >= deadline_ms)
		return wait_until(w, false, deadline_ms);
	err = wait_until(w, false, slice);
	if (err != -ETIMEDOUT)
		return err;
	return w->unwanted(w->unwanted_arg) ? -EBUSY : 0;
}

ssize_t
wire_read(struct wire *w, void *buf, size_t n, int64_t *deadline_ms,
    uint64_t timeout_ms)
{
	for (;;) {
		ssize_t got = w->ops->read(w, buf, n);
		int err = 0;

		if (got == -EINTR)
			continue;
		if (got != -EAGAIN)
			return got;
		if (*deadline_ms == WIRE_NO_DEADLINE) {
			*deadline_ms = w->ops->now_ms(w) + (int64_t)timeout_ms;
			stop_room_forget();
		} else if (is_to_yield(w, *deadline_ms - (int64_t)timeout_ms)) {
			return -ECANCELED;
		}
		if (w->idle && stop_asked() > 0)
			err = shorten(w, deadline_ms);
		if (err == 0)
			err = wait_for_input(w, *deadline_ms);
		if (err < 0)
			return err;
	}
}

ssize_t
wire_read_paced(
    struct wire *w, void *buf, size_t n, struct pace *pace, uint64_t done)
{
	int64_t now = w->ops->now_ms(w), deadline;

	if (pace->start_ms < 0)
		pace->start_ms = now;
	/* Speed earns credit, but no single pause is longer than the grace. */
	deadline = pace_deadline(pace, done) + w->slept_ms;
	if (deadline > now + pace->grace_ms)
		deadline = now + pace->grace_ms;
	return wire_read(w, buf, n, &deadline, 0);
}

void
wire_begin(struct wire *w)
{
	w->sent = w->moved = 0;
	w->pace.start_ms = -1;
}

void
wire_pause(struct wire *w, int64_t ms)
{
	if (w->pace.start_ms < 0)
		return; /* it has not begun */
	w->pace.start_ms += ms;
	w->moved_ms += ms;
}

/*
 * Waits until there is room.  A socket reports room only when a third of its
 * buffer is free, which takes a slow peer longer than the grace.  So the wait
 * is divided into slices, and between them the acknowledged bytes are checked.
 */
static int
wait_for_room(struct wire *w)
{
	for (;;) {
		int64_t now = w->ops->now_ms(w), deadline, slice;
		uint64_t queued = w->ops->queued(w), moved;
		int err;

		moved = w->sent > queued ? w->sent - queued : 0;
		if (w->pace.start_ms < 0)
			w->pace.start_ms = w->moved_ms = now;
		if (moved > w->moved) {
			w->moved = moved;
			w->moved_ms = now;
		}
		deadline = pace_deadline(&w->pace, moved);
		if (deadline > w->moved_ms + w->pace.grace_ms)
			deadline = w->moved_ms + w->pace.grace_ms;
		slice = now + w->pace.grace_ms / 8 + 1;
		err = wait_until(w, true, slice < deadline ? slice : deadline);
		if (err != -ETIMEDOUT || slice >= deadline)
			return err;
	}
}

/*
 * Handles the result of an attempt to send.  Returns 0 to continue, or -errno.
 */
static int
count_bytes(struct wire *w, ssize_t n)
{
	if (n >= 0)
		w->sent += (uint64_t)n;
	if (n >= 0 || n == -EINTR)
		return 0;
	return n == -EAGAIN ? wait_for_room(w) : (int)n;
}

int
wire_write(struct wire *w, const void *buf, size_t n, enum wire_more more)
{
	const char *p = buf;

	while (n > 0) {
		ssize_t put = w->ops->write(w, p, n, more == WIRE_MORE);
		int err = count_bytes(w, put);

		if (err < 0)
			return err;
		if (put > 0) {
			p += put;
			n -= (size_t)put;
		}
	}
	return 0;
}

ssize_t
wire_write_some(struct wire *w, const void *buf, size_t n)
{
	ssize_t put;

	do
		put = w->ops->write(w, buf, n, false);
	while (put == -EINTR);
	w->sent += put > 0 ? (uint64_t)put : 0;
	return put;
}

int
wire_send_file(
    struct wire *w, int fd, uint64_t offset, uint64_t n, enum wire_more more)
{
	while (n > 0) {
		size_t most = n < SEND_MOST ? (size_t)n : SEND_MOST;
		ssize_t put = w->ops->send_file(
		    w, fd, offset, most, more == WIRE_MORE || most < n);
		int err = count_bytes(w, put);

		if (put == 0)
			return -ENODATA; /* the file was truncated meanwhile */
		if (err < 0)
			return err;
		if (put > 0) {
			offset += (uint64_t)put;
			n -= (uint64_t)put;
		}
	}
	return 0;
}

void
wire_linger(struct wire *w, uint64_t timeout_ms, uint64_t most)
{
	int64_t deadline = WIRE_NO_DEADLINE;
	uint64_t seen = 0;
	char scrap[4096];
	ssize_t n;

	if (!w->socket || w->sealed || shutdown(w->out, SHUT_WR) < 0)
		return;
	w->yields = STOP_ROOM_IDLE;
	w->patience_ms = LIMIT_YIELD_MS;
	do {
		n = wire_read(w, scrap, sizeof scrap, &deadline, timeout_ms);
		seen += n > 0 ? (uint64_t)n : 0;
	} while (n > 0 && seen < most);
}

void
wire_no_delay(struct wire *w)
{
	int on = 1;

	/* A Unix socket does not have this option, and does not need it. */
	if (w->socket)
		(void)setsockopt(
		    w->out, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}
