#define _GNU_SOURCE
#include "tls/reuse.h"

#include "tls/passing.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* The bytes that go with the descriptors of a connection. */
struct reuse_message {
	struct address client, own;
	bool kernel;
};

int
reuse_open(void)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	return epoll < 0 ? -errno : epoll;
}

int
reuse_hire(int epoll, uint32_t i, int *theirs)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u32 = i };
	int pair[2], err;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, pair[0], &e) < 0) {
		err = -errno;
		close(pair[0]);
		close(pair[1]);
		return err;
	}
	*theirs = pair[1];
	return pair[0];
}

int
reuse_hand(int control, const struct connection *c)
{
	struct reuse_message m = {
		.client = c->client, .own = c->own, .kernel = c->kernel
	};
	/* in the order of the numbers that they get */
	int fds[] = { c->fd, c->handler, c->key };
	ssize_t n = passing_send_all(
	    control, (struct span){ (const char *)&m, sizeof m }, fds, 3);

	return n < 0 ? (int)n : 0;
}

size_t
reuse_hear(int epoll, uint32_t who[REUSE_HEARD])
{
	struct epoll_event e[REUSE_HEARD];
	int n = epoll_pwait(epoll, e, REUSE_HEARD, 0, NULL);

	for (int i = 0; i < n; i++)
		who[i] = e[i].data.u32;
	return n > 0 ? (size_t)n : 0;
}

bool
reuse_is_done(int control)
{
	char byte;

	return recv(control, &byte, 1, MSG_DONTWAIT) == 1;
}

void
reuse_dismiss(int epoll, int control)
{
	/* a process that was forked since may have a copy, which epoll sees */
	(void)epoll_ctl(epoll, EPOLL_CTL_DEL, control, NULL);
	close(control);
}

bool
reuse_take(struct connection *c)
{
	struct reuse_message m = { .kernel = false };
	int fds[3] = { -1, -1, -1 };

	if (!passing_take_all(REUSE_CONTROL, &m, sizeof m, fds, 3))
		return false;
	c->fd = fds[0];
	c->handler = fds[1];
	c->key = fds[2];
	c->client = m.client;
	c->own = m.own;
	c->kernel = m.kernel;
	return c->fd == REUSE_CLIENT && c->handler == REUSE_HANDLER &&
	       c->key == REUSE_KEY;
}

void
reuse_close(void)
{
	/* some have been closed already */
	(void)close(REUSE_CLIENT);
	(void)close(REUSE_HANDLER);
	(void)close(REUSE_KEY);
}

bool
reuse_done(void)
{
	return send(REUSE_CONTROL, "", 1, MSG_NOSIGNAL) == 1;
}
