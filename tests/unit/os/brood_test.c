/*
 * A child that has ended is found, however it has ended, even if SIGCHLD named
 * another one; beside many children no walk over all of them is needed for one
 * that was named or is young.
 */
#define _GNU_SOURCE
#include "os/brood.h"

#include "os/clock.h"
#include "unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* A brood of these is large, and more than the youngest are asked for. */
#define CHILDREN 200

#define equals(expected, got)                                                  \
	do {                                                                   \
		long long e_ = (expected), g_ = (got);                         \
		OK(e_ == g_, "%s = %lld, found %lld", #got, e_, g_);           \
	} while (0)
#define is_true(cond) OK(cond, "%s", #cond)

static struct brood *b;
static pid_t pid[CHILDREN];

/* The calls of bury during a reaping. */
static struct {
	unsigned n, strangers, killed, mistaken;
	int64_t place;
	int status;
} buried;

static void
bury(int64_t place, pid_t who, int status, void *arg)
{
	(void)arg;
	buried.n++;
	buried.strangers += place < 0;
	buried.killed += WIFSIGNALED(status);
	buried.place = place;
	buried.status = status;
	buried.mistaken += place >= 0 && pid[place] != who;
}

static unsigned
reap(pid_t told, enum brood_haste haste)
{
	buried.n = buried.strangers = buried.killed = 0;
	brood_reap(b, told, haste, bury, NULL);
	equals(0, buried.mistaken);
	return buried.n;
}

static pid_t
start(void)
{
	pid_t parent = getpid(), child = fork();

	if (child != 0)
		return child;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGTERM, SIG_DFL);
	while (getppid() == parent)
		pause();
	_exit(0);
}

static void
begin(unsigned n)
{
	b = brood_new(CHILDREN);
	for (uint32_t i = 0; i < n; i++) {
		pid[i] = start();
		brood_add(b, i, pid[i]);
	}
}

/* Ends a child, and returns when it can be reaped. */
static void
end(pid_t child)
{
	siginfo_t unused;

	(void)kill(child, SIGKILL);
	(void)waitid(P_PID, (id_t)child, &unused, WEXITED | WNOWAIT);
}

/* Ends all that live: the brood finds exactly these. */
static void
end_all(unsigned n)
{
	for (unsigned i = 0; i < CHILDREN; i++)
		if (pid[i] > 0 && kill(pid[i], 0) == 0)
			end(pid[i]);
	equals(n, reap(-1, BROOD_NOW));
	equals(n, buried.killed);
	equals(-1, waitpid(-1, NULL, WNOHANG));
	for (unsigned i = 0; i < CHILDREN; i++)
		pid[i] = 0;
}

/* Few children are swept each time, whatever SIGCHLD said. */
static void
test_few(void)
{
	begin(BROOD_FEW);
	is_true(!brood_is_large(b));
	equals(0, reap(0, BROOD_CALM));
	end(pid[3]);
	equals(1, reap(0, BROOD_CALM));
	equals(3, buried.place);
	is_true(
	    WIFSIGNALED(buried.status) && WTERMSIG(buried.status) == SIGKILL);
	is_true(!brood_is_due(b, BROOD_NOW));
	equals(-1, brood_ms(b, BROOD_CALM, -1));
	pid[3] = start();
	brood_add(b, 3, pid[3]);
	end_all(BROOD_FEW);
}

/* Without a signal nothing is swept, and only the youngest are asked for. */
static void
test_young(void)
{
	begin(CHILDREN);
	is_true(brood_is_large(b));
	end(pid[0]);
	end(pid[CHILDREN - 1]);
	end(pid[CHILDREN - 20]);
	equals(2, reap(0, BROOD_CALM));
	equals(CHILDREN - 20, buried.place);
	is_true(!brood_is_due(b, BROOD_NOW));
	equals(77, brood_ms(b, BROOD_CALM, 77));
	end_all(CHILDREN - 2);
}

/* An old child that SIGCHLD names is found at once, by its name. */
static void
test_told(void)
{
	begin(CHILDREN);
	/* the first sweep is due at once; the next one some time later */
	end(pid[1]);
	equals(1, reap(-1, BROOD_CALM));
	end(pid[0]);
	equals(1, reap(pid[0], BROOD_CALM));
	equals(0, buried.place);
	end_all(CHILDREN - 2);
}

/*
 * Two ended together, and SIGCHLD names one: the brood is unsure, says when to
 * come again, and finds the other one then, with no further signal.
 */
static void
test_coalesced(void)
{
	unsigned found;
	int64_t until_ms = clock_mono_ms() + 20000, ms;

	begin(CHILDREN);
	(void)reap(-1, BROOD_NOW);
	end(pid[5]);
	end(pid[6]);
	found = reap(pid[6], BROOD_CALM);
	while (found < 2 && clock_mono_ms() < until_ms) {
		ms = brood_ms(b, BROOD_CALM, -1);
		is_true(ms >= 1 && ms <= 501);
		equals(1, brood_ms(b, BROOD_NOW, -1));
		is_true(brood_is_due(b, BROOD_NOW));
		found += reap(0, BROOD_CALM);
	}
	equals(2, found);
	equals(-1, brood_ms(b, BROOD_CALM, -1));
	/* the same if somebody is waiting for the answer */
	end(pid[7]);
	end(pid[8]);
	equals(2, reap(pid[7], BROOD_NOW));
	end_all(CHILDREN - 4);
}

/* Every second one ends: one reaping finds all of them. */
static void
test_many(void)
{
	begin(CHILDREN);
	for (unsigned i = 0; i < CHILDREN; i += 2)
		end(pid[i]);
	equals(CHILDREN / 2, reap(pid[0], BROOD_NOW));
	equals(0, buried.strangers);
	end_all(CHILDREN / 2);
}

/* A child that nobody added, say one of the program before exec, is reaped. */
static void
test_stranger(void)
{
	pid_t stranger;

	begin(CHILDREN);
	stranger = start();
	end(stranger);
	equals(1, reap(stranger, BROOD_NOW));
	equals(1, buried.strangers);
	end_all(CHILDREN);
}

/* A place that is given again keeps the order of the others whole. */
static void
test_given_again(void)
{
	pid_t was;

	begin(CHILDREN);
	was = pid[9];
	pid[9] = start();
	brood_add(b, 9, pid[9]);
	end(was);
	equals(1, reap(0, BROOD_NOW));
	equals(1, buried.strangers);
	end_all(CHILDREN);
}

int
main(void)
{
	test_few();
	test_young();
	test_told();
	test_coalesced();
	test_many();
	test_stranger();
	test_given_again();
	return DONE();
}
