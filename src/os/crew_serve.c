#define _GNU_SOURCE
#include "os/crew_parts.h"

#include "base/limits.h"
#include "os/clock.h"
#include "os/stop.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The time for an answer.  The listener answers at once, since it has nothing
 * else to do.
 */
#define PATIENCE_MS 5000

/* The interval at which the patience is asked during a wait. */
#define SLICE_MS 500

/* Receives one message, and the descriptor that came with it in *fd, or -1. */
static ssize_t
receive(int channel, struct crew_message *m, int *fd)
{
	struct iovec part = { m, sizeof *m };
	union crew_control control;
	struct msghdr message = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof control.room };
	ssize_t n = syscall(SYS_recvmsg, channel, &message, MSG_CMSG_CLOEXEC);
	const struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;

	*fd = -1;
	if (n < 0)
		return -errno;
	if (c != NULL && c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof *fd))
		memcpy(fd, CMSG_DATA(c), sizeof *fd);
	return n;
}

int
crew_wait(int channel, struct address *peer)
{
	struct pollfd p = { .fd = channel, .events = POLLIN };
	struct crew_message m = { .kind = 0 };
	ssize_t n;
	int fd;

	for (;;) {
		bool last = stop_asked() > 0;

		/*
		 * none is handed over before the last one is done; one that was
		 * handed over before the stop is still served
		 */
		if (!last)
			(void)stop_poll(&p, -1);
		n = receive(channel, &m, &fd);
		if (n == sizeof m && m.kind == CONNECTION && fd >= 0) {
			*peer = m.address;
			return fd;
		}
		if ((n != -EAGAIN && n != -EINTR) || last)
			return -1;
	}
}

static bool
tell(int channel, enum crew_kind kind, const struct address *source)
{
	struct crew_message m = { .kind = kind };

	if (source != NULL)
		m.address = *source;
	return write(channel, &m, sizeof m) == sizeof m;
}

void
crew_done(int channel)
{
	/* crew_wait notices that the listener has gone */
	(void)tell(channel, IDLE, NULL);
}

/*
 * Waits for an answer that comes at once.  Returns 0, -ETIMEDOUT after
 * PATIENCE_MS of silence, or -EPIPE.
 */
static int
hear_soon(int channel, struct crew_message *m)
{
	struct pollfd p = { .fd = channel, .events = POLLIN };
	ssize_t n = -EAGAIN;
	int fd;

	/*
	 * again, since a signal may interrupt the wait; a second SIGTERM ends
	 * the process
	 */
	for (int i = 0; i < 8 && (n == -EAGAIN || n == -EINTR); i++) {
		if (i > 0 && stop_poll(&p, PATIENCE_MS) == 0)
			return -ETIMEDOUT;
		n = receive(channel, m, &fd);
	}
	return n == sizeof *m && m->kind == ANSWER ? 0 : -EPIPE;
}

int
crew_ask(int channel, const struct address *source)
{
	struct crew_message m = { 0 };
	int err;

	if (channel < 0 || !tell(channel, SOURCE, source))
		return -EPIPE;
	err = hear_soon(channel, &m);
	return err < 0 ? err : m.stays == 1;
}

int
crew_take(int channel, const struct crew_wish *wish, struct crew_grant *grant)
{
	struct crew_message m = { .kind = TAKE,
		.rule = wish->rule,
		.least = wish->least,
		.tokens = wish->most,
		.address = wish->source };
	int err;

	if (channel < 0 || write(channel, &m, sizeof m) != sizeof m)
		return -EPIPE;
	err = hear_soon(channel, &m);
	if (err < 0)
		return err;
	*grant = (struct crew_grant){ m.tokens, m.wait_ns };
	return 0;
}

void
crew_give_back(int channel, uint64_t tokens)
{
	struct crew_message m = { .kind = BACK, .tokens = tokens };

	(void)!write(channel, &m, sizeof m);
}

/* Returns the listener's answer, or -errno. */
static int
hear_answer(
    int channel, struct crew_message *m, const struct patience *patience)
{
	struct pollfd p = { .fd = channel, .events = POLLIN };
	int64_t last_ms = clock_mono_ms() + LIMIT_CHECK_WAIT_MS;
	ssize_t n;
	int fd;

	for (;;) {
		n = receive(channel, m, &fd);
		if (n != -EAGAIN && n != -EINTR)
			return n == sizeof *m && m->kind == ANSWER ? 0 : -EPIPE;
		if (!patience_lasts(patience))
			return -ECANCELED;
		if (clock_mono_ms() >= last_ms)
			return -ETIMEDOUT;
		(void)stop_poll(&p, SLICE_MS);
	}
}

int
crew_may_check(
    int channel, const struct address *source, const struct patience *patience)
{
	struct crew_message m = { 0 };
	int err;

	if (channel < 0 || !tell(channel, CHECK, source))
		return -EPIPE;
	err = hear_answer(channel, &m, patience);
	if (err == -ECANCELED || err == -ETIMEDOUT)
		crew_checked(channel, false);
	if (err < 0)
		return err;
	return m.stays == 1 ? 0 : (int)m.wait_s;
}

void
crew_checked(int channel, bool failed)
{
	struct crew_message m = { .kind = CHECKED, .stays = failed };

	(void)!write(channel, &m, sizeof m); /* the listener may have gone */
}
