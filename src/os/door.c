#define _GNU_SOURCE
#include "os/door.h"

#include "os/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The kernel waits this long for the first bytes, since a silent connection is
 * not worth a process.
 */
#define DEFER_S 5

/*
 * Sets options that accepted sockets inherit on Linux, once instead of on each.
 */
static int
prepare(int fd)
{
	int on = 1, defer = DEFER_S, flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	/* These fail on a Unix socket, which does not need them. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	(void)setsockopt(
	    fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &defer, sizeof defer);
	return 0;
}

int
door_open(struct door *d, const struct listener_sockets *sockets)
{
	*d = (struct door){ .sockets = sockets, .epoll = -1 };
	for (unsigned i = 0; i < DOOR_PARKED; i++)
		d->parked[i] = -1;
	for (unsigned i = 0; i < sockets->n; i++) {
		int err = prepare(sockets->fd[i]);

		if (err < 0)
			return err;
	}
	d->epoll = epoll_create1(EPOLL_CLOEXEC);
	return d->epoll < 0 ? -errno : 0;
}

int
door_look(struct door *d, bool looking)
{
	int err = 0;

	if (d->looking == looking)
		return 0;
	for (unsigned i = 0; i < d->sockets->n - d->ended; i++) {
		struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE,
			.data.u32 = i };

		if (epoll_ctl(d->epoll, looking ? EPOLL_CTL_ADD : EPOLL_CTL_DEL,
			d->sockets->fd[i], &event) < 0 &&
		    errno != EEXIST && errno != ENOENT)
			err = -errno;
	}
	if (err == 0)
		d->looking = looking;
	return err;
}

/*
 * Receives a connection that minihttp-tls hands over.  recvmsg(2) is used
 * because children inherit the filter, and recvmmsg(2) has an argument that
 * could hold the password.  Returns 0 at the end: minihttpd stops, or has
 * ended.
 */
static int
receive(int from, struct address *peer, const struct sandbox *s)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	char byte;
	struct iovec part = { &byte, 1 };
	struct mmsghdr m = { .msg_hdr = { .msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = control.room,
				 .msg_controllen = sizeof control.room } };
	const struct cmsghdr *c;
	int fd;

	if (sandbox_call(s, SYS_recvmmsg, from, (long)(intptr_t)&m, 1,
		MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0)
		return -errno;
	c = CMSG_FIRSTHDR(&m.msg_hdr);
	if (m.msg_len == 0)
		return 0;
	if (c == NULL || c->cmsg_type != SCM_RIGHTS ||
	    c->cmsg_len != CMSG_LEN(sizeof fd))
		return -EMFILE;
	memcpy(&fd, CMSG_DATA(c), sizeof fd);
	*peer = (struct address){ .family = ADDRESS_TLS };
	return fd;
}

/*
 * A closed socket is ready forever, and its events would leave no time for
 * signals.  So it is no longer watched.
 */
static int
receive_one(struct door *d, unsigned which, struct address *peer,
    const struct sandbox *s)
{
	int fd = receive(d->sockets->fd[which], peer, s);

	if (fd != 0)
		return fd;
	d->ended = true;
	(void)epoll_ctl(d->epoll, EPOLL_CTL_DEL, d->sockets->fd[which], NULL);
	return -ECONNABORTED;
}

int
door_accept(struct door *d, unsigned which, struct address *peer,
    const struct sandbox *s)
{
	union socket_name name;
	socklen_t n = sizeof name;
	/*
	 * Calls the kernel directly.  A socket that was shut down returns
	 * EINVAL, after which musl would try accept(2).
	 */
	int fd;

	if (which + d->sockets->handing >= d->sockets->n &&
	    d->sockets->handing > 0)
		return receive_one(d, which, peer, s);
	fd = (int)sandbox_call(s, SYS_accept4, d->sockets->fd[which],
	    (long)(intptr_t)&name.any, (long)(intptr_t)&n,
	    SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return -errno;
	socket_address(&name, peer);
	return fd;
}

/*
 * The request has not been read, so closing now would reset the connection
 * before the answer is read.  It is closed when its place is needed again.
 */
void
door_send_away(struct door *d, int fd, struct span bytes)
{
	int *place = &d->parked[d->next_parked++ % DOOR_PARKED];

	/* the empty buffer of a new connection takes the whole text */
	(void)send(fd, bytes.p, bytes.n, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)shutdown(fd, SHUT_WR);
	if (*place >= 0)
		close(*place);
	*place = fd;
}

void
door_forget(struct door *d)
{
	for (unsigned i = 0; i < DOOR_PARKED; i++) {
		if (d->parked[i] >= 0)
			close(d->parked[i]);
		d->parked[i] = -1;
	}
}

void
door_shut(struct door *d)
{
	for (unsigned i = 0; i < d->sockets->n; i++)
		close(d->sockets->fd[i]);
}

void
door_close(struct door *d)
{
	door_forget(d);
	door_shut(d);
	close(d->epoll);
}
