#define _GNU_SOURCE
#include "os/crew_parts.h"

#include "base/limits.h"
#include "os/clock.h"
#include "os/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct crew *
crew_new(uint32_t n, int epoll, uint32_t base)
{
	size_t size = sizeof(struct crew) + n * sizeof(struct crew_member);
	struct crew *c = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (c == MAP_FAILED)
		return NULL;
	c->n = n;
	c->epoll = epoll;
	c->base = base;
	for (uint32_t i = 0; i < n; i++)
		c->member[i].channel = -1;
	return c;
}

/* Idle processes form a list, with the one that became idle last in front. */
static void
push(struct crew *c, uint32_t i)
{
	c->member[i].state = CREW_IDLE;
	c->member[i].next = c->idle;
	c->idle = i + 1;
}

static void
take_out(struct crew *c, uint32_t i)
{
	uint32_t *at = &c->idle;

	while (*at != 0 && *at != i + 1)
		at = &c->member[*at - 1].next;
	if (*at != 0)
		*at = c->member[i].next;
}

int
crew_hire(struct crew *c, uint32_t i, uint64_t most, int channel,
    const struct sandbox *s)
{
	struct crew_member *m = &c->member[i];
	struct epoll_event event = { .events = EPOLLIN,
		.data.u32 = c->base + i };
	int end[2];

	if (sandbox_call(s, SYS_socketpair, AF_UNIX,
		SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		(long)(intptr_t)end) < 0)
		return -errno;
	if (sandbox_call(s, SYS_dup3, end[1], channel, O_CLOEXEC, 0) < 0) {
		int err = -errno;

		close(end[0]);
		close(end[1]);
		return err;
	}
	close(end[1]);
	if (epoll_ctl(c->epoll, EPOLL_CTL_ADD, end[0], &event) < 0) {
		int err = -errno;

		close(end[0]);
		return err;
	}
	*m = (struct crew_member){ .channel = end[0],
		.state = CREW_BUSY,
		.left = most,
		.hired_ms = clock_mono_ms() };
	return 0;
}

void
crew_let_go(int channel, const struct sandbox *s)
{
	(void)sandbox_call(s, SYS_dup3, STDERR_FILENO, channel, O_CLOEXEC, 0);
}

void
crew_note(struct crew *c, uint32_t i, bool asks)
{
	struct crew_member *m = &c->member[i];

	m->state = asks ? CREW_ASKS : CREW_BUSY;
	m->check = CREW_NO_CHECK;
	m->names = false;
	m->lent = 0;
	if (m->left > 0)
		m->left--;
}

int
crew_hand(struct crew *c, uint32_t i, int fd, const struct address *peer,
    bool asks, const struct sandbox *s)
{
	struct crew_message m = { .kind = CONNECTION, .address = *peer };
	struct iovec part = { &m, sizeof m };
	union crew_control control = { .head = {
					   .cmsg_len = CMSG_LEN(sizeof fd),
					   .cmsg_level = SOL_SOCKET,
					   .cmsg_type = SCM_RIGHTS } };
	struct mmsghdr message = { .msg_hdr = { .msg_iov = &part,
				       .msg_iovlen = 1,
				       .msg_control = control.room,
				       .msg_controllen =
					   sizeof control.room } };

	memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
	if (sandbox_call(s, SYS_sendmmsg, c->member[i].channel,
		(long)(intptr_t)&message, 1, MSG_NOSIGNAL) != 1)
		return -errno;
	crew_note(c, i, asks);
	return 0;
}

int64_t
crew_pick(struct crew *c)
{
	uint32_t at = c->idle;

	if (at == 0)
		return -1;
	c->idle = c->member[at - 1].next;
	return at - 1;
}

void
crew_put_back(struct crew *c, uint32_t i)
{
	push(c, i);
}

static enum crew_word
take_idle(struct crew *c, uint32_t i, int64_t now_ms)
{
	struct crew_member *m = &c->member[i];

	/* the connection of a CREW_ASKS member was counted for no source */
	if ((m->state != CREW_BUSY && m->state != CREW_ASKS) || m->left == 0 ||
	    m->check != CREW_NO_CHECK)
		return CREW_WRONG;
	m->since_ms = now_ms;
	push(c, i);
	return CREW_DONE;
}

static enum crew_word
take_source(struct crew_member *m, const struct crew_message *said,
    struct address *source)
{
	if (m->state != CREW_ASKS ||
	    (unsigned)said->address.family > ADDRESS_UNIX)
		return CREW_WRONG;
	m->state = CREW_BUSY;
	*source = said->address;
	return CREW_SOURCE;
}

static enum crew_word
take_check(struct crew *c, struct crew_member *m,
    const struct crew_message *said, struct address *source)
{
	if (m->state != CREW_BUSY || m->check != CREW_NO_CHECK ||
	    (unsigned)said->address.family > ADDRESS_UNIX)
		return CREW_WRONG;
	m->check = CREW_QUEUED;
	m->ticket = ++c->tickets;
	*source = said->address;
	return CREW_CHECK;
}

static enum crew_word
take_checked(struct crew_member *m, const struct crew_message *said)
{
	enum crew_check was = m->check;

	m->check = CREW_NO_CHECK;
	if (was == CREW_NO_CHECK)
		return CREW_WRONG;
	return was == CREW_CHECKING && said->stays != 0 ? CREW_FALSE
							: CREW_RIGHT;
}

static enum crew_word
take_wish(struct crew_member *m, const struct crew_message *said,
    struct address *source)
{
	if (m->state != CREW_BUSY ||
	    (unsigned)said->address.family > ADDRESS_UNIX || said->least == 0 ||
	    said->least > said->tokens)
		return CREW_WRONG;
	m->wish = (struct crew_wish){ said->address, said->rule, said->least,
		said->tokens };
	*source = said->address;
	return CREW_TAKE;
}

static enum crew_word
take_back(struct crew_member *m, const struct crew_message *said)
{
	if (said->tokens == 0 || said->tokens > m->lent)
		return CREW_WRONG;
	m->lent -= said->tokens;
	m->back = said->tokens;
	return CREW_BACK;
}

enum crew_word
crew_hear(struct crew *c, uint32_t i, int64_t now_ms, struct address *source)
{
	struct crew_member *m = &c->member[i];
	struct crew_message said;
	ssize_t n;

	if (m->channel < 0)
		return CREW_NOTHING;
	n = read(m->channel, &said, sizeof said);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return CREW_NOTHING;
	if (n <= 0)
		return CREW_GONE;
	if (n != sizeof said)
		return CREW_WRONG;
	if (said.kind == IDLE)
		return take_idle(c, i, now_ms);
	if (said.kind == CHECK)
		return take_check(c, m, &said, source);
	if (said.kind == CHECKED)
		return take_checked(m, &said);
	if (said.kind == TAKE)
		return take_wish(m, &said, source);
	if (said.kind == BACK)
		return take_back(m, &said);
	return said.kind == SOURCE ? take_source(m, &said, source) : CREW_WRONG;
}

bool
crew_has_asking(const struct crew *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->member[i].state == CREW_ASKS)
			return true;
	return false;
}

void
crew_answer(struct crew *c, uint32_t i, bool stays)
{
	struct crew_message m = { .kind = ANSWER, .stays = stays };

	/* the member may have ended meanwhile */
	(void)!write(c->member[i].channel, &m, sizeof m);
}

void
crew_answer_check(struct crew *c, uint32_t i, uint32_t wait_s, int64_t now_ms)
{
	struct crew_member *m = &c->member[i];
	struct crew_message said = {
		.kind = ANSWER, .stays = wait_s == 0, .wait_s = wait_s
	};

	m->check = wait_s == 0 ? CREW_CHECKING : CREW_NO_CHECK;
	m->granted_ms = now_ms;
	(void)!write(m->channel, &said, sizeof said);
}

void
crew_answer_take(struct crew *c, uint32_t i, const struct crew_grant *grant)
{
	struct crew_message said = { .kind = ANSWER,
		.tokens = grant->tokens,
		.wait_ns = grant->wait_ns };

	(void)!write(c->member[i].channel, &said, sizeof said);
}

void
crew_dismiss(struct crew *c, uint32_t i)
{
	struct crew_member *m = &c->member[i];

	if (m->state == CREW_IDLE)
		take_out(c, i);
	m->state = CREW_AWAY;
	m->check = CREW_NO_CHECK;
	if (m->channel < 0)
		return;
	/* a child that was just forked may still hold the channel */
	(void)epoll_ctl(c->epoll, EPOLL_CTL_DEL, m->channel, NULL);
	close(m->channel);
	m->channel = -1;
}

void
crew_thin(struct crew *c, int64_t since_ms, int64_t hired_ms)
{
	uint32_t at = c->idle;

	while (at != 0) {
		const struct crew_member *m = &c->member[at - 1];
		uint32_t next = m->next;

		if (m->since_ms < since_ms || m->hired_ms < hired_ms)
			crew_dismiss(c, at - 1);
		at = next;
	}
}

void
crew_close_others(const struct crew *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (c->member[i].channel >= 0)
			close(c->member[i].channel);
}
