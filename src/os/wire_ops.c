/*
 * The operations of os/wire on a socket, on a stream, and on a connection that
 * the kernel decrypts.  Each is one attempt.
 */
#define _GNU_SOURCE
#include "os/clock.h"
#include "os/stop.h"
#include "os/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static ssize_t
result(ssize_t n)
{
	return n < 0 ? -errno : n;
}

static int64_t
real_now_ms(struct wire *w)
{
	(void)w; /* tests keep a clock of their own in it */
	return clock_mono_ms();
}

static int
real_wait(struct wire *w, bool to_write, int64_t deadline_ms)
{
	struct pollfd p = { .fd = to_write ? w->out : w->in,
		.events = to_write ? POLLOUT : POLLIN };
	int64_t left = deadline_ms - clock_mono_ms();

	return stop_poll(&p, left < 0 ? 0 : left);
}

static ssize_t
socket_read(struct wire *w, void *buf, size_t n)
{
	return result(recv(w->in, buf, n, MSG_DONTWAIT));
}

static ssize_t
socket_write(struct wire *w, const void *buf, size_t n, bool more)
{
	return result(send(w->out, buf, n,
	    MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0)));
}

/* Copies data, for file systems that support neither sendfile nor splice. */
static ssize_t
copy_file(struct wire *w, int fd, uint64_t offset, size_t n, bool more)
{
	/* PIPE_BUF: a pipe that polls as writable takes that much at once */
	char buf[4096];
	ssize_t got =
	    pread(fd, buf, n < sizeof buf ? n : sizeof buf, (off_t)offset);

	return got <= 0 ? result(got)
			: w->ops->write(w, buf, (size_t)got, more);
}

static ssize_t
socket_send_file(struct wire *w, int fd, uint64_t offset, size_t n, bool more)
{
	off_t at = (off_t)offset;
	ssize_t r = result(sendfile(w->out, fd, &at, n));

	return r == -EINVAL || r == -ENOSYS ? copy_file(w, fd, offset, n, more)
					    : r;
}

/*
 * Returns whether the stream is ready.  Other processes may share it, so it is
 * polled before every call.
 */
static ssize_t
ready(struct wire *w, bool to_write)
{
	int r = real_wait(w, to_write, 0);

	return r == 0 ? -EAGAIN : r;
}

static ssize_t
stream_read(struct wire *w, void *buf, size_t n)
{
	ssize_t r = ready(w, false);

	return r < 0 ? r : result(read(w->in, buf, n));
}

static ssize_t
stream_write(struct wire *w, const void *buf, size_t n, bool more)
{
	ssize_t r = ready(w, true);

	(void)more; /* a pipe has no packets */
	if (n > 4096)
		/* a pipe that polls as writable has room for PIPE_BUF */
		n = 4096;
	return r < 0 ? r : result(write(w->out, buf, n));
}

/*
 * Sends into a pipe without copying.  sendfile(2) would work for a regular
 * file, but could block without end on a terminal or a socket at descriptor 1.
 */
static ssize_t
stream_send_file(struct wire *w, int fd, uint64_t offset, size_t n, bool more)
{
	loff_t at = (loff_t)offset;
	ssize_t r;

	if (!w->pipe)
		return copy_file(w, fd, offset, n, more);
	r = ready(w, true);
	if (r < 0)
		return r;
	r = result(splice(fd, &at, w->out, NULL, n,
	    SPLICE_F_NONBLOCK | (more ? SPLICE_F_MORE : 0)));
	return r == -EINVAL || r == -ENOSYS ? copy_file(w, fd, offset, n, more)
					    : r;
}

static uint64_t
socket_queued(struct wire *w)
{
	int n = 0;

	return ioctl(w->out, TIOCOUTQ, &n) == 0 && n > 0 ? (uint64_t)n : 0;
}

/*
 * Returns 0: a pipe is small, and reports that it is writable as soon as a page
 * is free.
 */
static uint64_t
stream_queued(struct wire *w)
{
	(void)w;
	return 0;
}

static const struct wire_ops socket_ops = { socket_read, socket_write,
	socket_send_file, real_wait, real_now_ms, socket_queued };
/* Handles a record without data: see tls/kernel_tls.h. */
static ssize_t
sealed_read(struct wire *w, void *buf, size_t n)
{
	ssize_t got = socket_read(w, buf, n);

	return got == -EIO ? 0 : got;
}

/* Keeps the first descriptor that comes with the bytes. */
static void
keep_handed(struct wire *w, const struct cmsghdr *c)
{
	int fd;

	if (c == NULL || c->cmsg_level != SOL_SOCKET ||
	    c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof fd))
		return;
	memcpy(&fd, CMSG_DATA(c), sizeof fd);
	if (w->handed == 0)
		w->handed = fd;
	else
		close(fd);
}

static ssize_t
handed_read(struct wire *w, void *buf, size_t n)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part = { buf, n };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		/* the padding behind it would have room for a second one */
		.msg_controllen = CMSG_LEN(sizeof(int)) };
	ssize_t got = result(
	    syscall(SYS_recvmsg, w->in, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC));

	if (got > 0)
		keep_handed(w, CMSG_FIRSTHDR(&m));
	return got;
}

static const struct wire_ops handed_ops = { handed_read, socket_write,
	socket_send_file, real_wait, real_now_ms, socket_queued };
static const struct wire_ops sealed_ops = { sealed_read, socket_write,
	socket_send_file, real_wait, real_now_ms, socket_queued };
static const struct wire_ops stream_ops = { stream_read, stream_write,
	stream_send_file, real_wait, real_now_ms, stream_queued };

void
wire_prepare_socket(int fd)
{
	(void)fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK);
}

void
wire_init_socket(struct wire *w, int fd, const struct pace *pace)
{
	*w = (struct wire){ .ops = &socket_ops,
		.in = fd,
		.out = fd,
		.socket = true,
		.pace = *pace };
}

void
wire_init_stream(struct wire *w, int in, int out, const struct pace *pace)
{
	struct stat st;

	*w = (struct wire){
		.ops = &stream_ops, .in = in, .out = out, .pace = *pace
	};
	w->pipe = fstat(out, &st) == 0 && S_ISFIFO(st.st_mode);
}

void
wire_take_sealed(struct wire *w, int fd)
{
	w->ops = &sealed_ops;
	w->in = w->out = fd;
	w->sealed = true;
}

void
wire_init_handed(struct wire *w, int channel, const struct pace *pace)
{
	wire_init_socket(w, channel, pace);
	w->ops = &handed_ops;
	w->handing = true;
}

void
wire_follow_handed(struct wire *w)
{
	w->handing = false;
	if (w->handed > 0)
		wire_take_sealed(w, w->handed);
	else
		w->ops = &socket_ops;
}
