/*
 * fake_wire -- a wire of memory: deals input out as the test wishes, and
 * interrupts, stalls and breaks off.  Its clock moves only when it waits.
 */
#ifndef UNIT_FAKE_WIRE_H
#define UNIT_FAKE_WIRE_H

#include "base/span.h"
#include "os/wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FAKE_START_MS 1000000

struct fake_wire {
	struct wire wire; /* first: the ops find the struct by it */
	struct span in;
	size_t at;         /* input dealt out so far */
	size_t cut[2];     /* a read ends at these offsets */
	size_t read_most;  /* bytes in one read; 0: no limit */
	size_t write_most; /* bytes in one write; 0: no limit */
	int interrupts;    /* of this many calls all but one give EINTR */
	int64_t wait_ms;   /* how long a wait takes; 0: no read waits */
	size_t buffer;     /* holds what was sent; 0: the peer has it at once */
	int64_t ms_a_byte; /* how slowly the peer empties it */
	bool stalls;       /* after the input the peer stays, silent */
	size_t gone_at;    /* EPIPE after this many bytes of output */
	int shrink_fd;     /* cut this file in mid-send, or -1 */
	int64_t now_ms;
	int64_t ready_ms; /* when the wait that has begun will end */
	bool waited;
	unsigned calls, waits;
	char out[1 << 17];
	size_t out_n;
};

/* True if this call is to fail with EINTR. */
static inline bool
fake_interrupts(struct fake_wire *f, unsigned *calls)
{
	return f->interrupts > 1 && ++*calls % (unsigned)f->interrupts != 0;
}

/* True if this call is to wait first; the call after a wait makes progress. */
static inline bool
fake_blocks(struct fake_wire *f)
{
	if (f->wait_ms == 0 || f->waited || f->buffer > 0) {
		f->waited = false;
		return false;
	}
	return true;
}

static inline ssize_t
fake_read(struct wire *w, void *buf, size_t n)
{
	struct fake_wire *f = (struct fake_wire *)w;

	if (fake_interrupts(f, &f->calls))
		return -EINTR;
	if (f->at == f->in.n)
		return f->stalls ? -EAGAIN : 0;
	if (fake_blocks(f))
		return -EAGAIN;
	if (n > f->in.n - f->at)
		n = f->in.n - f->at;
	if (f->read_most > 0 && n > f->read_most)
		n = f->read_most;
	for (int i = 0; i < 2; i++)
		if (f->at < f->cut[i] && n > f->cut[i] - f->at)
			n = f->cut[i] - f->at;
	memcpy(buf, f->in.p + f->at, n);
	f->at += n;
	return (ssize_t)n;
}

static inline uint64_t
fake_queued(struct wire *w)
{
	struct fake_wire *f = (struct fake_wire *)w;
	uint64_t read;

	if (f->buffer == 0)
		return 0;
	read = (uint64_t)((f->now_ms - FAKE_START_MS) / f->ms_a_byte);
	return f->out_n > read ? f->out_n - read : 0;
}

static inline ssize_t
fake_write(struct wire *w, const void *buf, size_t n, bool more)
{
	struct fake_wire *f = (struct fake_wire *)w;

	(void)more;
	if (fake_interrupts(f, &f->calls))
		return -EINTR;
	if (fake_blocks(f))
		return -EAGAIN;
	if (f->out_n >= f->gone_at)
		return -EPIPE;
	if (f->buffer > 0 && fake_queued(w) >= f->buffer)
		return -EAGAIN;
	if (f->buffer > 0 && n > f->buffer - fake_queued(w))
		n = f->buffer - fake_queued(w);
	if (f->write_most > 0 && n > f->write_most)
		n = f->write_most;
	if (n > f->gone_at - f->out_n)
		n = f->gone_at - f->out_n;
	if (n > sizeof f->out - f->out_n)
		return -ENOBUFS;
	memcpy(f->out + f->out_n, buf, n);
	f->out_n += n;
	return (ssize_t)n;
}

static inline ssize_t
fake_send_file(struct wire *w, int fd, uint64_t offset, size_t n, bool more)
{
	struct fake_wire *f = (struct fake_wire *)w;
	char buf[4096];
	ssize_t got;

	got = pread(fd, buf, n < sizeof buf ? n : sizeof buf, (off_t)offset);
	if (got > 0)
		got = fake_write(w, buf, (size_t)got, more);
	if (got > 0 && f->shrink_fd >= 0 &&
	    ftruncate(f->shrink_fd, (off_t)offset + got) < 0)
		return -errno;
	return got;
}

static inline int
fake_wait(struct wire *w, bool to_write, int64_t deadline_ms)
{
	struct fake_wire *f = (struct fake_wire *)w;
	bool never = !to_write && f->stalls && f->at == f->in.n;

	/* like a socket: room is a third of the buffer */
	if (to_write && f->buffer > 0)
		f->wait_ms = (int64_t)(fake_queued(w) - f->buffer * 2 / 3) *
			     f->ms_a_byte;
	if (f->ready_ms < f->now_ms) /* a new wait, and not its next slice */
		f->ready_ms = f->now_ms + f->wait_ms;
	if (fake_interrupts(f, &f->waits))
		return -EINTR;
	if (never || f->ready_ms > deadline_ms) {
		f->now_ms = deadline_ms;
		return 0;
	}
	f->now_ms = f->ready_ms;
	f->ready_ms = 0;
	f->waited = true;
	return 1;
}

static inline int64_t
fake_now_ms(struct wire *w)
{
	return ((struct fake_wire *)w)->now_ms;
}

static inline void
fake_init(struct fake_wire *f, struct span in, const struct pace *pace)
{
	static const struct wire_ops ops = { fake_read, fake_write,
		fake_send_file, fake_wait, fake_now_ms, fake_queued };

	memset(f, 0, offsetof(struct fake_wire, out));
	f->wire.ops = &ops;
	f->wire.in = f->wire.out = -1;
	f->wire.pace = *pace;
	f->in = in;
	f->gone_at = SIZE_MAX;
	f->shrink_fd = -1;
	f->now_ms = FAKE_START_MS;
	f->out_n = 0;
}

#endif
