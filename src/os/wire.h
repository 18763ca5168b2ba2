/*
 * wire -- the two ends of one connection, every wait under a deadline.
 *
 * On a socket both ends are one descriptor; by hand they are a pipe, a file
 * or a terminal.  Functions answer a count or 0, or -errno; -ETIMEDOUT is a
 * deadline that has passed and -EPIPE a peer that has gone.
 *
 * ops is the seam for tests: the real ones call the kernel, those of
 * tests/unit deal bytes out one by one, interrupt and break off.
 *
 *	struct wire w;
 *
 *	wire_init_socket(&w, 0, &send_pace);
 *	n = wire_read(&w, buf, sizeof buf, &deadline, 5000);
 *	wire_begin(&w);
 *	err = wire_write(&w, head, head_n, WIRE_MORE);
 *	err = wire_send_file(&w, fd, 0, size, WIRE_LAST);
 */
#ifndef OS_WIRE_H
#define OS_WIRE_H

#include "base/pace.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct wire;

/*
 * One try each: a count, or -errno; -EAGAIN where it would block.  They may
 * do less than asked.  wait blocks until the end is ready (1), or the clock
 * shows deadline_ms (0).
 */
struct wire_ops {
	ssize_t (*read)(struct wire *, void *, size_t);
	ssize_t (*write)(struct wire *, const void *, size_t, bool more);
	ssize_t (*send_file)(
	    struct wire *, int fd, uint64_t offset, size_t, bool more);
	int (*wait)(struct wire *, bool to_write, int64_t deadline_ms);
	int64_t (*now_ms)(struct wire *);
	uint64_t (*queued)(struct wire *); /* sent, and not yet acknowledged */
};

struct wire {
	const struct wire_ops *ops;
	int in, out;
	bool socket;    /* in and out are one connection */
	bool idle;      /* between requests: a stop shortens the wait */
	bool stopping;  /* it has done so */
	uint8_t yields; /* enum stop_room: what ends its wait, once that */
	uint16_t patience_ms; /* has taken so long */
	bool pipe;            /* out is one */
	struct pace pace; /* for sending; start_ms is -1 until the first wait */
	uint64_t sent;    /* since wire_begin */
	uint64_t moved;   /* of that what the peer had at the last look */
	int64_t moved_ms; /* when that last became more */
};

enum wire_more { WIRE_LAST, WIRE_MORE };

/* The deadline that has not been set: wire_read sets it. */
#define WIRE_NO_DEADLINE INT64_MIN

/* A time-out that does not come: a century. */
#define WIRE_FOREVER ((uint64_t)100 * 365 * 86400 * 1000)

/*
 * sendfile(2) has no MSG_DONTWAIT, so a connection must not block.  Whoever
 * accepts it sees to that, or this does, before the sandbox: no descriptor's
 * flags are changed in there.
 */
void wire_prepare_socket(int fd);

/*
 * A connection on a stream socket, or in and out of any other kind.  The
 * caller ignores SIGPIPE.
 */
void wire_init_socket(struct wire *, int fd, const struct pace *);
void wire_init_stream(struct wire *, int in, int out, const struct pace *);

/*
 * A count; 0 at the end.  One that is idle and has been told to stop (os/stop)
 * waits for LIMIT_STOP_GRACE_MS at most, and told twice for nothing more:
 * -ECANCELED.  So is the end of a wait for the sake of room (os/stop), which
 * w->yields allows, once the peer has kept us waiting for patience_ms.  The
 * deadline counts from the first wait: if
 * *deadline_ms is WIRE_NO_DEADLINE it is set then to timeout_ms from there,
 * and later calls with the same one share it.  So input that is there
 * already costs no look at the clock.
 */
ssize_t wire_read(
    struct wire *, void *, size_t, int64_t *deadline_ms, uint64_t timeout_ms);

/* The same with a pace: done bytes have been read so far. */
ssize_t wire_read_paced(
    struct wire *, void *, size_t, struct pace *, uint64_t done);

/*
 * Starts an answer: sets sent and the pace of sending back.  What counts
 * for the pace is what the peer has, not what lies in the socket's buffer;
 * and no pause may be longer than the grace.
 */
void wire_begin(struct wire *);

/* All of it, or an error; sent counts what went.  WIRE_MORE: more follows
 * at once, so a packet need not go yet. */
int wire_write(struct wire *, const void *, size_t, enum wire_more);

/* As much of it as there is room for now: a count, or -EAGAIN. */
ssize_t wire_write_some(struct wire *, const void *, size_t);

/*
 * n bytes of the file from offset on; -ENODATA if it has become shorter.
 */
int wire_send_file(
    struct wire *, int fd, uint64_t offset, uint64_t n, enum wire_more);

/*
 * Tells the peer that no more will come and reads on for a while, so that
 * what it still sends does not reset the connection and destroy the answer
 * (RFC 9112 9.6).  Bounded in time and bytes.  Nothing on a pipe.
 */
void wire_linger(struct wire *, uint64_t timeout_ms, uint64_t most);

/* Small answers on a connection that goes on must not wait for an ACK. */
void wire_no_delay(struct wire *);

#endif
