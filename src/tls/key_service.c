#define _GNU_SOURCE
#include "tls/key_service.h"

#include "os/obituary.h"
#include "os/privilege.h"
#include "tls/cage.h"
#include "tls/keys.h"
#include "tls/options.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define NOBODY 65534

/* The time to read the keys. */
#define START_MS 30000

/*
 * A channel for each handshake, and some whose process has just ended.  Others
 * wait in the control channel.
 */
#define CHANNELS (OPTIONS_HANDSHAKES_MOST + 64)

union passed {
	struct cmsghdr head;
	char room[CMSG_SPACE(sizeof(int))];
};

/* Returns the descriptor, or -1: it could not be received, or the end. */
static int
receive(bool *ended)
{
	char byte;
	struct iovec part = { &byte, 1 };
	union passed control;
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };
	ssize_t n =
	    recvmsg(CAGE_CONTROL, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	const struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	int fd = -1;

	*ended = n == 0;
	if (c != NULL && c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof fd))
		memcpy(&fd, CMSG_DATA(c), sizeof fd);
	return fd;
}

/* Until the service has ended. */
static void
serve(void)
{
	static struct pollfd p[1 + CHANNELS];
	nfds_t n = 1;
	bool ended = false;

	p[0].fd = CAGE_CONTROL;
	while (!ended) {
		p[0].events = n < 1 + CHANNELS ? POLLIN : 0;
		p[0].revents = 0;
		if (poll(p, n, -1) < 0 && errno != EINTR)
			return;
		for (nfds_t i = n; --i > 0;) {
			if (p[i].revents == 0)
				continue;
			if (p[i].revents & POLLIN)
				keys_answer(p[i].fd);
			close(p[i].fd);
			p[i] = p[--n];
		}
		if (p[0].revents == 0)
			continue;
		p[n] =
		    (struct pollfd){ .fd = receive(&ended), .events = POLLIN };
		n += p[n].fd >= 0;
	}
}

/* Tells which keys can be used, and serves. */
static void
run(const struct certificate *c, size_t n, const struct log *log)
{
	char good[OPTIONS_PAIRS];
	static struct log stderr_log;
	int control = CAGE_CONTROL;

	for (size_t i = 0; i < n; i++)
		good[i] = keys_open(&c[i], i, log);
	stderr_log = *log;
	stderr_log.fd = STDERR_FILENO; /* the other is a report of the start */
	obituary_prepare(&stderr_log, OBITUARY_OF_ALL);
	if ((!privilege_held() || privilege_become(NOBODY, NOBODY) == 0) &&
	    cage_enter(CAGE_SERVICE, &control, 1) &&
	    send(CAGE_CONTROL, good, n, MSG_NOSIGNAL) == (ssize_t)n)
		serve();
}

int
key_service_start(const struct certificate *c, size_t n, const struct log *log,
    struct key_service *k)
{
	char good[OPTIONS_PAIRS];
	struct pollfd p = { .events = POLLIN };
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	k->pid = fork();
	if (k->pid == 0) {
		(void)signal(SIGTERM, SIG_IGN); /* it ends with the service */
		if (dup2(pair[1], CAGE_CONTROL) == CAGE_CONTROL)
			run(c, n, log);
		_exit(1);
	}
	close(pair[1]);
	p.fd = k->control = pair[0];
	if (k->pid < 0)
		return -errno;
	if (poll(&p, 1, START_MS) != 1 ||
	    recv(k->control, good, n, MSG_DONTWAIT) != (ssize_t)n)
		return -ECHILD;
	for (size_t i = 0; i < n; i++)
		k->good[i] = good[i];
	return 0;
}

int
key_service_connect(const struct key_service *k)
{
	char byte = 0;
	struct iovec part = { &byte, 1 };
	union passed control = { .room = { 0 } };
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);
	int pair[2], err = 0;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	*c = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof pair[1]),
		.cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(c), &pair[1], sizeof pair[1]);
	if (sendmsg(k->control, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		err = -errno;
	close(pair[1]);
	if (err == 0)
		return pair[0];
	close(pair[0]);
	return err;
}
