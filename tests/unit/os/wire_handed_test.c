/*
 * A wire on a channel of minihttp-tls: the connection that comes with the
 * PROXY header takes the place of the channel, and nothing else does.
 */
#define _GNU_SOURCE
#include "os/wire.h"

#include "unit/test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER SPAN("PROXY ...\r\n")

static const struct pace pace = { -1, 1000, 0 };

struct stand {
	int channel[2]; /* [0] is the wire's */
	int client[2];  /* [0] is the connection that is handed over */
	struct wire wire;
};

/* Sends the bytes, and with them a descriptor n times; n is 1 or 2. */
static void
pass(int channel, struct span bytes, int fd, size_t n)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control = { .room = { 0 } };
	struct iovec part = { (void *)(uintptr_t)bytes.p, bytes.n };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = CMSG_SPACE(n * sizeof fd) };

	control.head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS,
		.cmsg_len = CMSG_LEN(n * sizeof fd) };
	memcpy(CMSG_DATA(&control.head), (int[2]){ fd, fd }, n * sizeof fd);
	(void)sendmsg(channel, &m, 0);
}

static bool
set_up(struct stand *s)
{
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, s->channel) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, s->client) < 0)
		return false;
	wire_init_handed(&s->wire, s->channel[0], &pace);
	return true;
}

static void
tear_down(struct stand *s)
{
	if (s->wire.handed > 0)
		close(s->wire.handed);
	for (int i = 0; i < 2; i++) {
		close(s->channel[i]);
		close(s->client[i]);
	}
}

/* Returns true if the wire's next bytes are these. */
static bool
reads(struct stand *s, struct span want)
{
	char buf[64];
	int64_t deadline = WIRE_NO_DEADLINE;
	ssize_t n = wire_read(&s->wire, buf, sizeof buf, &deadline, 1000);

	return n == (ssize_t)want.n && memcmp(buf, want.p, want.n) == 0;
}

static bool
is_closed(int fd)
{
	return fcntl(fd, F_GETFD) < 0;
}

static void
test_connection(void)
{
	struct stand s;
	struct span said = SPAN("GET"), answer = SPAN("200");
	char buf[8];

	if (!set_up(&s))
		return;
	pass(s.channel[1], HEADER, s.client[0], 1);
	(void)send(s.channel[1], "more", 4, 0);
	(void)send(s.client[1], said.p, said.n, 0);
	OK(reads(&s, HEADER) && s.wire.handed > 0,
	    "a descriptor comes with the header, and ends what is read with "
	    "it");
	wire_follow_handed(&s.wire);
	OK(s.wire.sealed && reads(&s, said), "it is read from then on");
	wire_begin(&s.wire);
	OK(wire_write(&s.wire, answer.p, answer.n, WIRE_LAST) == 0 &&
		recv(s.client[1], buf, sizeof buf, MSG_DONTWAIT) == 3,
	    "and written to");
	OK(fcntl(s.wire.handed, F_GETFD) & FD_CLOEXEC, "no script inherits it");
	tear_down(&s);
}

static void
test_pump(void)
{
	struct stand s;

	if (!set_up(&s))
		return;
	(void)send(s.channel[1], HEADER.p, HEADER.n, 0);
	OK(reads(&s, HEADER) && s.wire.handed == 0, "a header alone");
	wire_follow_handed(&s.wire);
	pass(s.channel[1], SPAN("GET"), s.client[0], 1);
	OK(!s.wire.sealed && reads(&s, SPAN("GET")) && s.wire.handed == 0,
	    "the channel goes on, and takes no descriptor behind the header");
	tear_down(&s);
}

static void
test_more(void)
{
	struct stand s;
	int next, free_fd;

	if (!set_up(&s))
		return;
	pass(s.channel[1], SPAN("P"), s.client[0], 2);
	pass(s.channel[1], SPAN("X"), s.client[0], 1);
	next = dup(s.channel[0]); /* the lowest number that is free */
	close(next);
	OK(reads(&s, SPAN("P")) && s.wire.handed == next && is_closed(next + 1),
	    "of two descriptors in a message the second is dropped");
	OK(reads(&s, SPAN("X")) && s.wire.handed == next,
	    "the first that came is kept");
	free_fd = dup(s.channel[0]);
	OK(free_fd == next + 1, "and a later one is closed");
	close(free_fd);
	tear_down(&s);
}

int
main(void)
{
	test_connection();
	test_pump();
	test_more();
	return DONE();
}
