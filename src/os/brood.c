#define _GNU_SOURCE
#include "os/brood.h"

#include "os/clock.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* The search among the youngest ends with so many in a row that live. */
#define RUN 32

/*
 * A sweep that finds so many asks for each child by itself, since it would
 * start from the oldest one for each of them.
 */
#define MANY 16

/* No sweep waits longer, however long the last one was kept from the processor.
 */
#define LATEST_NS (INT64_C(500) * 1000000)

struct child {
	pid_t pid;               /* or 0 */
	uint32_t older, younger; /* place + 1; or 0 */
};

struct brood {
	uint32_t n, living;
	uint32_t used;     /* no place from here on has ever had a child */
	uint32_t youngest; /* place + 1; or 0 */
	bool unsure;       /* a child may have ended unnoticed */
	int64_t swept_ns;  /* the end of the last sweep */
	int64_t took_ns;   /* its duration */
	struct child child[];
};

/* A brood while it is reaped. */
struct reaping {
	struct brood *b;
	brood_bury *bury;
	void *arg;
};

struct brood *
brood_new(uint32_t n)
{
	size_t size = sizeof(struct brood) + n * sizeof(struct child);
	struct brood *b = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (b == MAP_FAILED)
		return NULL;
	(void)madvise(b, size, MADV_DONTFORK);
	b->n = n;
	return b;
}

static void
take_out(struct brood *b, struct child *c)
{
	if (c->older != 0)
		b->child[c->older - 1].younger = c->younger;
	if (c->younger != 0)
		b->child[c->younger - 1].older = c->older;
	else
		b->youngest = c->older;
	c->pid = 0;
	b->living--;
}

void
brood_add(struct brood *b, uint32_t place, pid_t pid)
{
	struct child *c = &b->child[place];

	if (c->pid != 0) { /* a sweep finds it, as nobody's child */
		take_out(b, c);
		b->unsure = true;
	}
	*c = (struct child){ .pid = pid, .older = b->youngest };
	if (c->older != 0)
		b->child[c->older - 1].younger = place + 1;
	b->youngest = place + 1;
	if (b->used <= place)
		b->used = place + 1;
	b->living++;
}

bool
brood_is_large(const struct brood *b)
{
	return b->living > BROOD_FEW;
}

/*
 * Returns the place of a child, or -1.  A few children are found along the
 * list, and many by their places, one after the other in memory.
 */
static int64_t
find(const struct brood *b, pid_t pid)
{
	if (!brood_is_large(b)) {
		uint32_t at = b->youngest;

		while (at != 0 && b->child[at - 1].pid != pid)
			at = b->child[at - 1].older;
		return (int64_t)at - 1;
	}
	for (uint32_t i = 0; i < b->used; i++)
		if (b->child[i].pid == pid)
			return i;
	return -1;
}

/* Reaps the child of this place.  Returns true if it had ended. */
static bool
ask(const struct reaping *r, uint32_t place)
{
	struct child *c = &r->b->child[place];
	pid_t pid = c->pid;
	int status;

	if (waitpid(pid, &status, WNOHANG) != pid)
		return false;
	take_out(r->b, c);
	r->bury(place, pid, status, r->arg);
	return true;
}

/* Asks for the youngest, until so many in a row live. */
static void
ask_youngest(const struct reaping *r, uint32_t run)
{
	uint32_t at = r->b->youngest, alive = 0;

	while (at != 0 && alive < run) {
		uint32_t older = r->b->child[at - 1].older;

		alive = ask(r, at - 1) ? 0 : alive + 1;
		at = older;
	}
}

static void
ask_named(const struct reaping *r, pid_t pid)
{
	int64_t place = pid > 0 ? find(r->b, pid) : -1;

	if (place >= 0)
		(void)ask(r, (uint32_t)place);
}

/* Reaps everybody who has ended, children of nobody's place as well. */
static void
sweep(const struct reaping *r)
{
	struct brood *b = r->b;
	unsigned found = 0;
	int status;
	pid_t pid;

	b->unsure = false;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		int64_t place = find(b, pid);

		if (place >= 0)
			take_out(b, &b->child[place]);
		r->bury(place, pid, status, r->arg);
		if (++found % MANY == 0 && brood_is_large(b))
			ask_youngest(r, UINT32_MAX);
	}
}

static void
sweep_timed(const struct reaping *r)
{
	int64_t began_ns = clock_mono_ns();

	sweep(r);
	r->b->swept_ns = clock_mono_ns();
	r->b->took_ns = r->b->swept_ns - began_ns;
}

void
brood_reap(struct brood *b, pid_t told, enum brood_haste haste,
    brood_bury *bury, void *arg)
{
	struct reaping r = { b, bury, arg };

	if (!brood_is_large(b)) {
		sweep(&r);
		return;
	}
	b->unsure = b->unsure || told != 0;
	ask_youngest(&r, RUN);
	ask_named(&r, told);
	if (brood_is_due(b, haste))
		sweep_timed(&r);
}

/* Returns when a brood that is unsure is to be swept. */
static int64_t
due_ns(const struct brood *b, enum brood_haste haste)
{
	int64_t pause_ns = b->took_ns * (int64_t)haste;

	return b->swept_ns + (pause_ns < LATEST_NS ? pause_ns : LATEST_NS);
}

bool
brood_is_due(const struct brood *b, enum brood_haste haste)
{
	return b->unsure &&
	       (haste == BROOD_NOW || clock_mono_ns() >= due_ns(b, haste));
}

int64_t
brood_ms(const struct brood *b, enum brood_haste haste, int64_t most)
{
	int64_t left;

	if (!b->unsure)
		return most;
	left = (due_ns(b, haste) - clock_mono_ns()) / 1000000 + 1;
	left = left > 1 ? left : 1;
	return most < 0 || left < most ? left : most;
}
