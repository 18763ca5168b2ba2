#define _GNU_SOURCE
#include "tls/passing.h"

#include "os/in_flight.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* Room for one descriptor in a control message. */
union passed {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

ssize_t
passing_send(int channel, struct span bytes, int fd, int flags)
{
	union passed control = { .room = { 0 } };
	struct iovec part = { (void *)(uintptr_t)bytes.p, bytes.n };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	int64_t waited_ms = 0;
	ssize_t n;

	if (fd >= 0) {
		m.msg_control = control.room;
		m.msg_controllen = sizeof control.room;
		control.head =
		    (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof fd),
			    .cmsg_level = SOL_SOCKET,
			    .cmsg_type = SCM_RIGHTS };
		memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
	}
	do {
		n = sendmsg(channel, &m, MSG_NOSIGNAL | flags);
		if (n < 0)
			n = -errno;
	} while (!(flags & MSG_DONTWAIT) && in_flight_wait(n, &waited_ms));
	return n;
}

ssize_t
passing_take(int channel, int *fd, int flags)
{
	union passed control;
	char byte;
	struct iovec part = { &byte, 1 };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		/* the padding behind it would have room for a second one */
		.msg_controllen = CMSG_LEN(sizeof *fd) };
	ssize_t n = recvmsg(channel, &m, MSG_CMSG_CLOEXEC | flags);
	const struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;

	*fd = -1;
	if (c != NULL && c->cmsg_level == SOL_SOCKET &&
	    c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof *fd))
		memcpy(fd, CMSG_DATA(c), sizeof *fd);
	return n < 0 ? -errno : n;
}

/* Room for PASSING_MOST. */
union all_passed {
	struct cmsghdr head;
	char room[CMSG_SPACE(PASSING_MOST * sizeof(int))];
};

ssize_t
passing_send_all(int channel, struct span bytes, const int *fds, size_t n)
{
	union all_passed control = { .room = { 0 } };
	struct iovec part = { (void *)(uintptr_t)bytes.p, bytes.n };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = CMSG_SPACE(n * sizeof *fds) };
	ssize_t sent;

	control.head = (struct cmsghdr){ .cmsg_len = CMSG_LEN(n * sizeof *fds),
		.cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(&control.head), fds, n * sizeof *fds);
	sent = sendmsg(channel, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	return sent < 0 ? -errno : sent;
}

bool
passing_take_all(int channel, void *bytes, size_t size, int *fds, size_t n)
{
	union all_passed control;
	struct iovec part = { bytes, size };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };
	const struct cmsghdr *c;
	ssize_t got;

	do
		got = recvmsg(channel, &m, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	c = got == (ssize_t)size ? CMSG_FIRSTHDR(&m) : NULL;
	if (c == NULL || c->cmsg_level != SOL_SOCKET ||
	    c->cmsg_type != SCM_RIGHTS ||
	    c->cmsg_len != CMSG_LEN(n * sizeof *fds))
		return false;
	memcpy(fds, CMSG_DATA(c), n * sizeof *fds);
	return true;
}
