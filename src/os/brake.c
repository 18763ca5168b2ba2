#define _GNU_SOURCE
#include "os/brake.h"

#include "os/clock.h"
#include "os/stop.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>

#define MS INT64_C(1000000)

/*
 * A piece is what may be sent in 1/PIECES of a second.  A delay of up to
 * CATCH_UP is made up for.
 */
#define PIECES 20
#define CATCH_UP (BUCKET_SECOND / 10)

static struct brake *
of(struct wire *w)
{
	/* `ops` is the first member of struct brake */
	return (struct brake *)(uintptr_t)w->ops;
}

_Static_assert(offsetof(struct brake, ops) == 0, "see of()");

static uint64_t
piece(uint64_t rate)
{
	return rate / PIECES + 1;
}

/*
 * Returns how many of n bytes may be sent now, or 0 if none may before next_ns.
 */
static size_t
allowed(const struct brake_way *way, size_t n, int64_t now_ns)
{
	if (way->rate.n == 0)
		return n;
	if (way->next_ns > now_ns)
		return 0;
	return n < piece(way->rate.n) ? n : (size_t)piece(way->rate.n);
}

static void
count(struct brake_way *way, ssize_t n, int64_t now_ns)
{
	if (way->rate.n == 0 || n <= 0)
		return;
	if (way->next_ns < now_ns - CATCH_UP)
		way->next_ns = now_ns - CATCH_UP;
	way->next_ns += bucket_time(&way->rate, (uint64_t)n);
}

/* Does the same for tokens that several connections share. */
static size_t
granted(struct brake *b, size_t n, int64_t now_ns)
{
	uint64_t most = piece(b->shared), least = most / 4 + 1;
	int64_t wait_ns;

	if (b->take == NULL || n == 0)
		return n;
	if (b->granted == 0) {
		most = n < most ? n : most;
		least = least < most ? least : most;
		b->granted = b->take(least, most, &wait_ns, b->arg);
		/* other connections may take the tokens first */
		if (wait_ns < BUCKET_SECOND / PIECES)
			wait_ns = BUCKET_SECOND / PIECES;
		if (b->granted == 0 && b->send.next_ns < now_ns + wait_ns)
			b->send.next_ns = now_ns + wait_ns;
	}
	return n < b->granted ? n : (size_t)b->granted;
}

/* Returns how many of n bytes may be sent now. */
static size_t
begin(struct wire *w, size_t n, int64_t now_ns)
{
	struct brake *b = of(w);
	size_t may = 0;

	/* a request without a limit does not wait for an earlier one */
	if ((b->send.rate.n == 0 && b->take == NULL) ||
	    b->send.next_ns <= now_ns)
		may = granted(b, allowed(&b->send, n, now_ns), now_ns);
	w->held_ms = may > 0 ? 0 : b->send.next_ns / MS + 1;
	return may;
}

static ssize_t
end(struct brake *b, ssize_t n, int64_t now_ns)
{
	if (n > 0 && b->take != NULL)
		b->granted -= (uint64_t)n;
	count(&b->send, n, now_ns);
	return n;
}

static ssize_t
brake_write(struct wire *w, const void *buf, size_t n, bool more)
{
	int64_t now_ns = clock_mono_ns();
	struct brake *b = of(w);
	size_t may = begin(w, n, now_ns);

	return may == 0 ? -EAGAIN
			: end(b, b->own->write(w, buf, may, more && may == n),
			      now_ns);
}

static ssize_t
brake_send_file(struct wire *w, int fd, uint64_t offset, size_t n, bool more)
{
	int64_t now_ns = clock_mono_ns();
	struct brake *b = of(w);
	size_t may = begin(w, n, now_ns);
	ssize_t put;

	if (may == 0)
		return -EAGAIN;
	w->ops = b->own; /* the original operations may write instead */
	put = b->own->send_file(w, fd, offset, may, more && may == n);
	w->ops = &b->ops;
	return end(b, put, now_ns);
}

static ssize_t
brake_read(struct wire *w, void *buf, size_t n)
{
	int64_t now_ns = clock_mono_ns();
	struct brake *b = of(w);
	size_t may = allowed(&b->receive, n, now_ns);
	ssize_t got;

	if (may == 0)
		return -EAGAIN;
	got = b->own->read(w, buf, may);
	count(&b->receive, got, now_ns);
	return got;
}

/* Waits for the brake, during which no deadline runs, and then for the peer. */
static int
brake_wait(struct wire *w, bool to_write, int64_t deadline_ms)
{
	struct brake *b = of(w);
	const struct brake_way *way = to_write ? &b->send : &b->receive;
	struct pollfd nothing = { .fd = -1 };
	int64_t began_ms = clock_mono_ms(), slept_ms;
	int64_t left_ns = way->next_ns - clock_mono_ns();
	int r;

	if (left_ns <= 0 ||
	    (way->rate.n == 0 && (!to_write || b->take == NULL)))
		return b->own->wait(w, to_write, deadline_ms);
	r = stop_poll(&nothing, left_ns / MS + 1);
	slept_ms = clock_mono_ms() - began_ms;
	if (to_write) {
		if (w->pace.start_ms >= 0)
			w->pace.start_ms += slept_ms;
		w->moved_ms += slept_ms;
	} else {
		w->slept_ms += slept_ms;
	}
	return r < 0 ? r : 1;
}

static int64_t
brake_now_ms(struct wire *w)
{
	return of(w)->own->now_ms(w);
}

static uint64_t
brake_queued(struct wire *w)
{
	return of(w)->own->queued(w);
}

void
brake_put(struct brake *b, struct wire *w)
{
	*b = (struct brake){ .own = w->ops };
	b->ops.read = brake_read;
	b->ops.write = brake_write;
	b->ops.send_file = brake_send_file;
	b->ops.wait = brake_wait;
	b->ops.now_ms = brake_now_ms;
	b->ops.queued = brake_queued;
	w->ops = &b->ops;
}

bool
brake_is_on(const struct brake *b, const struct wire *w)
{
	return w->ops == &b->ops;
}

void
brake_received(struct brake *b, uint64_t n)
{
	if (b->receive.rate.n > 0)
		b->receive.next_ns =
		    clock_mono_ns() + bucket_time(&b->receive.rate, n);
}

void
brake_settle(struct brake *b, struct wire *w)
{
	while (brake_is_on(b, w) && b->receive.rate.n > 0 &&
	       b->receive.next_ns > clock_mono_ns() && stop_asked() < 2)
		(void)brake_wait(w, false, 0);
}
