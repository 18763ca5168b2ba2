/*
 * Permission to check a password: one process has it at a time, and the source
 * with the fewest failures comes first.  A process that was taken over cannot
 * keep the others from it.
 */
#define _GNU_SOURCE
#include "os/listener_parts.h"

#include "base/limits.h"
#include "os/clock.h"
#include "os/crew.h"
#include "unit/test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN 4

static struct sandbox none;
static const struct listener_limits limits = { .per_process = 1,
	.failures = 10 };
static const struct listener_work work = { .sandbox = &none, .asked = true };
static struct listener l;
static struct scoreboard_place *place[CHILDREN];

static const struct address nobody = { .family = ADDRESS_NONE };

/* Starts idle children, each with a connection from 192.0.2.1 and so on. */
static void
begin(void)
{
	int channel = open("/dev/null", O_RDWR), epoll = epoll_create1(0);

	l = (struct listener){ .limits = &limits, .work = &work };
	l.board = scoreboard_new(CHILDREN);
	l.crew = crew_new(CHILDREN, epoll, LIMIT_LISTEN);
	for (uint8_t i = 0; i < CHILDREN; i++) {
		struct address peer = { ADDRESS_IPV4, { 192, 0, 2, i }, 1 };
		pid_t pid;

		place[i] = scoreboard_take(l.board, 0);
		pid = fork();
		if (pid == 0)
			for (;;)
				pause();
		(void)scoreboard_fill(place[i], 0, pid);
		(void)scoreboard_admit(l.board, place[i], &peer, 0);
		if (crew_hire(l.crew, i, 1, channel, &none) < 0)
			perror("crew");
		crew_note(l.crew, i, false);
	}
	close(channel);
}

static void
end(void)
{
	for (uint32_t i = 0; i < CHILDREN; i++) {
		(void)kill(place[i]->pid, SIGKILL);
		(void)waitpid(place[i]->pid, NULL, 0);
		crew_dismiss(l.crew, i);
	}
}

/* The i-th process asks, as crew_hear would report it. */
static void
asks(uint32_t i)
{
	static uint64_t tickets;

	l.crew->member[i].check = CREW_QUEUED;
	l.crew->member[i].ticket = ++tickets;
	listener_check(&l, i, &nobody);
	listener_grant(&l);
}

static void
has_checked(uint32_t i, bool failed)
{
	l.crew->member[i].check = CREW_NO_CHECK;
	listener_checked(&l, i, failed);
	listener_grant(&l);
}

static bool
checks(uint32_t i)
{
	return l.crew->member[i].check == CREW_CHECKING;
}

static bool
waits(uint32_t i)
{
	return l.crew->member[i].check == CREW_QUEUED;
}

static void
test_order(void)
{
	begin();
	asks(1);
	asks(2);
	asks(3);
	OK(checks(1) && waits(2) && waits(3), "one at a time");
	has_checked(1, true);
	OK(checks(2) && waits(3), "then the one that has waited for longest");
	asks(1);
	asks(0);
	has_checked(2, false);
	OK(checks(3) && waits(1) && waits(0), "and the next");
	has_checked(3, false);
	OK(checks(0) && waits(1), "one that has failed comes last");
	has_checked(0, false);
	OK(checks(1), "but it comes");
	end();
}

static void
test_failures(void)
{
	begin();
	for (int i = 0; i < 10; i++) {
		asks(1);
		has_checked(1, true);
	}
	asks(2);
	asks(1);
	OK(checks(2) && !waits(1) && !checks(1),
	    "one that has failed ten times is refused, whoever else waits");
	end();
}

/* A process that was taken over keeps its turn and says nothing any more. */
static void
test_liar(void)
{
	int status = 0;

	begin();
	asks(1);
	asks(2);
	l.crew->member[1].granted_ms = clock_mono_ms() - LIMIT_CHECK_MS + 1000;
	listener_grant(&l);
	OK(checks(1) && waits(2), "a check may take a minute");
	l.crew->member[1].granted_ms = clock_mono_ms() - LIMIT_CHECK_MS - 1000;
	listener_grant(&l);
	OK(waitpid(place[1]->pid, &status, 0) == place[1]->pid &&
		WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
	    "one that takes longer while others wait is killed");
	listener_grant(&l);
	OK(checks(2), "and they go on");
	crew_dismiss(l.crew, 2);
	asks(3);
	OK(checks(3), "as they do when one has gone");
	end();
}

int
main(void)
{
	test_order();
	test_failures();
	test_liar();
	return DONE();
}
