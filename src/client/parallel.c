#define _GNU_SOURCE
#include "client/parallel.h"

#include "client/child.h"
#include "client/messages.h"
#include "client/progress.h"
#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#define STEP_MS 200

struct parallel_table {
	atomic_size_t next; /* the first URL that no process has begun */
	atomic_int_least64_t sum;
	/* the bar is drawn, and has to be erased before a message */
	atomic_bool drawn;
	struct parallel_place place[];
};

static struct parallel_table *
make_table(size_t n)
{
	struct parallel_table *b = mmap(NULL, sizeof *b + n * sizeof *b->place,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (b == MAP_FAILED)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		b->place[i].whole = UINT64_MAX;
		b->place[i].code = PARALLEL_WAITING;
	}
	return b;
}

/* A byte in this pipe tells the parent that a fetch has ended. */
static int wake = -1;

/* Runs in each process: fetches one URL after another. */
static void
work(const struct parallel_job *job, struct parallel_table *b)
{
	size_t i;

	while ((i = atomic_fetch_add(&b->next, 1)) < job->n) {
		struct parallel_place *p = &b->place[i];
		int code;

		/* the code if this process ends during the fetch */
		p->code = PARALLEL_LOST;
		code = job->fetch(i, p);
		p->code = code;
		if (job->is_failure(code) && job->fail_early)
			b->next = job->n;
		(void)messages_write(wake,
		    /* if this fails, the bar is drawn late */
		    (struct span){ "", 1 });
	}
	if (job->sum != NULL)
		b->sum += job->sum();
}

static void
draw(const struct parallel_job *job, struct parallel_table *b,
    struct progress_all *all)
{
	uint64_t parts = 0;

	all->n = all->done = 0;
	for (size_t i = 0; i < job->n; i++) {
		uint64_t n = b->place[i].n, whole = b->place[i].whole;

		all->n += n;
		all->done += b->place[i].code >= 0;
		if (b->place[i].code >= 0 || (whole > 0 && n >= whole))
			parts += 1000;
		else if (whole != UINT64_MAX && whole > 0 && n < whole)
			parts += n / (whole / 1000 + 1);
	}
	all->permille = (unsigned)(parts / job->n);
	progress_draw_all(all);
	b->drawn = all->drawn_ms != 0;
}

static bool
all_done(const struct parallel_job *job, const struct parallel_table *b)
{
	for (size_t i = 0; i < job->n; i++)
		if (b->place[i].code < 0)
			return false;
	return true;
}

/*
 * Repeats until every URL is done, or every process has closed its end of the
 * pipe.
 */
static void
watch(const struct parallel_job *job, struct parallel_table *b, int fd)
{
	struct progress_all all = { .count = job->n,
		.began_ms = clock_mono_ms() };
	struct pollfd p = { fd, POLLIN, 0 };
	char bytes[64];
	ssize_t got = 1;

	while (got != 0 && !all_done(job, b)) {
		int ready = poll(&p, 1, job->bar ? STEP_MS : -1);

		got = 1;
		if (ready > 0 || (ready < 0 && errno != EINTR))
			got = read(fd, bytes, sizeof bytes);
		if (got < 0 && errno != EINTR)
			break; /* without this memory only the bar is lost */
		if (job->bar)
			draw(job, b, &all);
	}
	b->drawn = false;
	progress_end(all.drawn_ms);
}

static unsigned
start(const struct parallel_job *job, struct parallel_table *b, const int *end,
    pid_t pid[CHILD_MOST])
{
	unsigned most = job->most < CHILD_MOST ? job->most : CHILD_MOST, n;

	messages_over(&b->drawn);
	for (n = 0; n < most && n < job->n; n++) {
		pid[n] = child_fork();
		if (pid[n] < 0)
			break; /* fewer processes do the work as well */
		if (pid[n] > 0)
			continue;
		close(end[0]);
		wake = end[1];
		work(job, b);
		_exit(0);
	}
	return n;
}

void
parallel_leave(void)
{
	if (wake >= 0)
		close(wake);
	wake = -1;
}

bool
parallel_run(const struct parallel_job *job, int *code, int64_t *sum)
{
	struct parallel_table *b = make_table(job->n);
	pid_t pid[CHILD_MOST];
	unsigned n;
	int end[2];

	if (b == NULL)
		return false;
	if (pipe2(end, O_CLOEXEC) < 0) {
		(void)munmap(b, sizeof *b + job->n * sizeof *b->place);
		return false;
	}
	n = start(job, b, end, pid);
	close(end[1]);
	if (n > 0) {
		child_pass_signals();
		watch(job, b, end[0]);
		for (unsigned i = 0; i < n; i++)
			/* the results are in the shared table */
			(void)child_wait(pid[i]);
		for (size_t i = 0; i < job->n; i++)
			code[i] = b->place[i].code;
		*sum = b->sum;
	}
	close(end[0]);
	messages_over(NULL);
	(void)munmap(b, sizeof *b + job->n * sizeof *b->place);
	return n > 0;
}
