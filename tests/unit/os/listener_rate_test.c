/*
 * Sources that come too often: a process takes tokens for the source that its
 * listener knows.  A process that was taken over can neither spend the tokens
 * of other sources nor get back more than it was given.
 */
#define _GNU_SOURCE
#include "os/listener_parts.h"

#include "os/crew_parts.h"
#include "unit/test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN 3

static struct sandbox none;
static struct listener_limits limits = { .per_process = 1,
	.nrates = 2,
	.connections = 1,
	/* the rates are so slow that no token comes during the test */
	.rate = { { 1, BUCKET_MINUTE, 10 }, { 1, BUCKET_MINUTE, 3 } } };
static struct listener_work work = { .sandbox = &none, .asked = true };
static struct listener l;
static struct scoreboard_place *place[CHILDREN];
static int channel[CHILDREN];

static struct address
source(uint8_t i)
{
	return (struct address){ ADDRESS_IPV4, { 192, 0, 2, i }, 1 };
}

static void
begin(void)
{
	int epoll = epoll_create1(0);

	l = (struct listener){ .limits = &limits, .work = &work };
	l.board = scoreboard_new(CHILDREN);
	l.crew = crew_new(CHILDREN, epoll, LIMIT_LISTEN);
	for (uint8_t i = 0; i < CHILDREN; i++) {
		struct address peer = source(i);
		pid_t pid;

		channel[i] = open("/dev/null", O_RDWR);
		place[i] = scoreboard_take(l.board, 0);
		pid = fork();
		if (pid == 0)
			for (;;)
				pause();
		(void)scoreboard_fill(place[i], 0, pid);
		(void)scoreboard_admit(l.board, place[i], &peer, 0);
		if (crew_hire(l.crew, i, 1, channel[i], &none) < 0)
			perror("crew");
		crew_note(l.crew, i, false);
	}
}

static void
end(void)
{
	for (uint32_t i = 0; i < CHILDREN; i++) {
		(void)kill(place[i]->pid, SIGKILL);
		(void)waitpid(place[i]->pid, NULL, 0);
		crew_dismiss(l.crew, i);
		close(channel[i]);
	}
}

static bool
lives(uint32_t i)
{
	return l.crew->member[i].channel >= 0;
}

/* Sends m as the i-th process; returns the listener's answer, or 0. */
static uint64_t
say(uint32_t i, struct crew_message m)
{
	struct crew_message answer = { 0 };

	(void)!write(channel[i], &m, sizeof m);
	listener_hear(&l, i);
	return read(channel[i], &answer, sizeof answer) == sizeof answer
		   ? answer.tokens
		   : 0;
}

static uint64_t
takes(uint32_t i, uint8_t claimed, uint32_t rule, uint64_t n)
{
	return say(i, (struct crew_message){ .kind = TAKE,
			  .rule = rule,
			  .least = 1,
			  .tokens = n,
			  .address = source(claimed) });
}

static void
gives(uint32_t i, uint64_t n)
{
	(void)say(i, (struct crew_message){ .kind = BACK, .tokens = n });
}

static void
test_own(void)
{
	begin();
	OK(takes(0, 0, 0, 4) == 4 && takes(0, 0, 0, 100) == 6,
	    "as many as there are");
	OK(takes(0, 0, 0, 1) == 0 && lives(0), "then none");
	OK(takes(1, 1, 0, 1) == 1, "another source has its own");
	OK(takes(0, 2, 0, 1) == 0,
	    "it takes for its own source, whomever it names");
	OK(takes(2, 2, 0, 10) == 10, "whose tokens are all there");
	gives(2, 7);
	OK(takes(2, 2, 0, 10) == 7 && lives(2), "what it gives back is there");
	end();
}

static void
test_lies(void)
{
	begin();
	(void)takes(0, 0, 0, 10);
	gives(0, 10);
	OK(lives(0), "all that it was given");
	gives(0, 1);
	OK(!lives(0), "and once");
	(void)takes(1, 1, 0, 2);
	gives(1, 3);
	OK(!lives(1), "more than that it does not give back");
	OK(takes(2, 2, 77, 1) == 0 && !lives(2), "there is no such rule");
	end();
	begin();
	gives(0, 1);
	OK(!lives(0), "nor what it was never given");
	(void)say(
	    1, (struct crew_message){ .kind = TAKE, .least = 2, .tokens = 1 });
	OK(!lives(1), "at least more than at most");
	(void)say(2, (struct crew_message){ .kind = TAKE, .tokens = 1 });
	OK(!lives(2), "at least none");
	end();
}

static void
test_visitors(void)
{
	begin();
	l.crew->member[0].names = true;
	OK(takes(0, 9, 0, 10) == 10 && takes(0, 9, 0, 1) == 0 &&
		takes(0, 8, 0, 1) == 1,
	    "a proxy that names its visitors takes for these");
	OK(takes(1, 1, 0, 1) == 1, "of its own nothing is gone");
	end();
}

static bool
spares(const struct address *peer, void *arg)
{
	(void)arg;
	return peer->byte[3] == 7;
}

static void
test_connections(void)
{
	struct address one = source(1), other = source(2), seven = source(7);
	struct address local = { .family = ADDRESS_UNIX };
	unsigned n = 0, spared = 0, locals = 0;

	begin();
	work.exempt = spares;
	for (int i = 0; i < 10; i++) {
		n += listener_rate_admits(&l, &one);
		spared += listener_rate_admits(&l, &seven);
		locals += listener_rate_admits(&l, &local);
	}
	OK(n == 3, "three connections at once");
	OK(listener_rate_admits(&l, &other), "and of others theirs");
	OK(spared == 10 && locals == 10,
	    "of those that no rate applies to, all");
	limits.connections = -1;
	OK(listener_rate_admits(&l, &one), "and where there is no rate");
	end();
}

int
main(void)
{
	test_own();
	test_lies();
	test_visitors();
	test_connections();
	return DONE();
}
