/*
 * wire -- reads from and writes to one connection; every wait has a deadline.
 *
 * On a socket both ends are one descriptor; by hand they are a pipe, a file or
 * a terminal.  Functions return a count or 0, or -errno: -ETIMEDOUT if a
 * deadline has passed, and -EPIPE if the peer has gone.
 *
 * ops allows tests to replace the kernel: the operations of tests/unit return
 * bytes one by one, interrupt, and break off.
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
 * Each operation tries once and may do less than asked.  It returns a count, or
 * -errno, which is -EAGAIN where it would block. wait blocks until the end is
 * ready (1), or until the clock reaches deadline_ms (0).
 */
struct wire_ops {
	ssize_t (*read)(struct wire *, void *, size_t);
	ssize_t (*write)(struct wire *, const void *, size_t, bool more);
	ssize_t (*send_file)(
	    struct wire *, int fd, uint64_t offset, size_t, bool more);
	int (*wait)(struct wire *, bool to_write, int64_t deadline_ms);
	int64_t (*now_ms)(struct wire *);
	uint64_t (*queued)(
	    struct wire *); /* bytes sent and not yet acknowledged */
};

struct wire {
	const struct wire_ops *ops;
	int in, out;
	bool socket;          /* in and out are one connection */
	bool idle;            /* between requests: a stop shortens the wait */
	bool stopping;        /* a stop has shortened the wait */
	uint8_t yields;       /* enum stop_room: the request that ends a wait */
	uint16_t patience_ms; /* once the wait has lasted so long */
	bool pipe;            /* out is a pipe */
	bool sealed;          /* another process ends the connection */
	bool handing;         /* wire_follow_handed is due */
	int handed;       /* the connection that came with the input, or 0 */
	struct pace pace; /* for sending; start_ms is -1 until the first wait */
	uint64_t sent;    /* since wire_begin */
	uint64_t moved;   /* bytes that the peer had when last checked */
	int64_t moved_ms; /* when moved last grew */
	/*
	 * While this is not NULL, a wait for input asks it every
	 * LIMIT_PART_LOOK_MS whether the bytes are still wanted.  Those that
	 * are on their way have so long to arrive.
	 */
	bool (*unwanted)(void *arg);
	void *unwanted_arg;
	/*
	 * os/brake sets both: nothing is written before held_ms, and reading
	 * has been held up for slept_ms.
	 */
	int64_t held_ms, slept_ms;
};

enum wire_more { WIRE_LAST, WIRE_MORE };

/* A deadline that is not set yet: wire_read sets it. */
#define WIRE_NO_DEADLINE INT64_MIN

/* A time-out that never occurs: a century. */
#define WIRE_FOREVER ((uint64_t)100 * 365 * 86400 * 1000)

/*
 * Makes a connection non-blocking, since sendfile(2) has no MSG_DONTWAIT.  A
 * process that accepts connections does this itself; others call this function
 * before the sandbox, in which the flags of a descriptor cannot be changed.
 */
void wire_prepare_socket(int fd);

/*
 * Initialise a wire for a connected stream socket, or for in and out of any
 * other kind.  The caller ignores SIGPIPE.
 */
void wire_init_socket(struct wire *, int fd, const struct pace *);
void wire_init_stream(struct wire *, int in, int out, const struct pace *);

/*
 * Continues with another connection, which the kernel decrypts (kTLS).  A
 * record without data, such as a close_notify, ends the input as well: the
 * kernel returns EIO for it (see tls/kernel_tls.h).  The wire does not end the
 * output, since minihttp-tls has to send an encrypted alert before that.
 */
void wire_take_sealed(struct wire *, int fd);

/*
 * Initialises a wire for a channel of minihttp-tls.  A PROXY header comes
 * first.  If the kernel decrypts the connection, that comes with the header,
 * and is in w->handed then; otherwise the decrypted bytes follow on the
 * channel. Call wire_follow_handed behind the header.  The caller closes both
 * descriptors.
 */
void wire_init_handed(struct wire *, int channel, const struct pace *);
void wire_follow_handed(struct wire *);

/*
 * Reads what is there, at least one byte.  Returns a count, or 0 at the end.
 * The deadline counts from the first wait: if *deadline_ms is WIRE_NO_DEADLINE,
 * it is set then to timeout_ms from that moment, and later calls with the same
 * deadline share it.  Input that is there already therefore needs no look at
 * the clock.
 *
 * If the wire is idle and the process has been told to stop (os/stop), the call
 * waits for LIMIT_STOP_GRACE_MS at most, and not at all if it was told twice;
 * it then returns -ECANCELED.  It returns the same if it gives up its place to
 * make room (os/stop): w->yields allows this once the peer has sent nothing for
 * patience_ms.
 */
ssize_t wire_read(
    struct wire *, void *, size_t, int64_t *deadline_ms, uint64_t timeout_ms);

/*
 * Does the same with a pace; `done` bytes have been read so far.  Returns
 * -EBUSY if it waits for input that is unwanted.
 */
ssize_t wire_read_paced(
    struct wire *, void *, size_t, struct pace *, uint64_t done);

/*
 * Starts an answer: resets sent and the pace of sending.  The pace counts the
 * bytes that the peer has received, not those in the buffer of the socket.  No
 * pause may be longer than the grace.
 */
void wire_begin(struct wire *);

/*
 * Does not count this time, in which nothing could be sent, in the pace: the
 * process itself was busy.
 */
void wire_pause(struct wire *, int64_t ms);

/*
 * Writes all of it, or returns an error; sent counts the bytes written.
 * WIRE_MORE: more follows at once, so a packet need not be sent yet.
 */
int wire_write(struct wire *, const void *, size_t, enum wire_more);

/* Writes as much as there is room for now.  Returns a count, or -EAGAIN. */
ssize_t wire_write_some(struct wire *, const void *, size_t);

/*
 * Sends n bytes of the file from offset on; -ENODATA if the file has become
 * shorter.
 */
int wire_send_file(
    struct wire *, int fd, uint64_t offset, uint64_t n, enum wire_more);

/*
 * Tells the peer that no more will come, and continues to read for a while, so
 * that what the peer still sends does not reset the connection and destroy the
 * answer (RFC 9112 9.6).  Limited in time and bytes.  Does nothing on a pipe,
 * nor on a connection that another process ends.
 */
void wire_linger(struct wire *, uint64_t timeout_ms, uint64_t most);

/*
 * Disables the delay of small packets, so that small answers on a persistent
 * connection do not wait for an ACK.
 */
void wire_no_delay(struct wire *);

#endif
