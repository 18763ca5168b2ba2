#define _GNU_SOURCE
#include "os/scoreboard.h"

#include "base/source.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>

/*
 * The pid of a place that is taken contains the number of the worker, so that
 * no other fills the place by mistake.
 */
#define TAKEN(worker) (-1 - (int32_t)(worker))

/*
 * The mark of a place that was taken by a worker that has gone; no process can
 * fill it any more.
 */
#define ABANDONED TAKEN(SCOREBOARD_WORKERS)

/* The pause between two log lines of one kind. */
#define TELL_MS 1000

/* The pause before a process that did not give up its place is asked again. */
#define AGAIN_MS 100

/*
 * "minihttp", sizes and number of places.  A version with another layout has
 * another value.
 */
#define LAYOUT                                                                 \
	(UINT64_C(0x6d696e6968747470) ^ sizeof(struct scoreboard) << 8 ^       \
	    sizeof(struct scoreboard_place) ^                                  \
	    offsetof(struct scoreboard, worker) << 32)

/*
 * The notes begin on a page of their own, however large the pages of this
 * machine are.
 */
#define LARGEST_PAGE ((size_t)65536)

static size_t
size_without_notes(uint32_t nplaces)
{
	size_t size = sizeof(struct scoreboard) +
		      nplaces * sizeof(struct scoreboard_place);

	return (size + LARGEST_PAGE - 1) / LARGEST_PAGE * LARGEST_PAGE;
}

size_t
scoreboard_size(uint32_t nplaces)
{
	return size_without_notes(nplaces) + nplaces * sizeof(attendance_note);
}

attendance_note *
scoreboard_notes(const struct scoreboard *b)
{
	return (
	    attendance_note *)((uintptr_t)b + size_without_notes(b->nplaces));
}

/* Maps the board.  Its untouched pages cost nothing. */
static struct scoreboard *
map(int fd, size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);

	return p == MAP_FAILED ? NULL : p;
}

/*
 * Makes the head read-only for good, since the sandbox has no mprotect.  Where
 * pages are larger the call fails, and the head has to be trusted.
 */
static struct scoreboard *
seal(struct scoreboard *b)
{
	(void)mprotect(b, SCOREBOARD_PAGE, PROT_READ);
	return b;
}

struct scoreboard *
scoreboard_make(int fd, uint32_t nplaces)
{
	struct scoreboard *b = map(fd, scoreboard_size(nplaces));

	if (b == NULL)
		return NULL;
	if (getrandom(b->rates.secret, sizeof b->rates.secret, 0) !=
	    sizeof b->rates.secret) {
		(void)munmap(b, scoreboard_size(nplaces));
		return NULL;
	}
	b->layout = LAYOUT;
	b->nplaces = nplaces;
	return seal(b);
}

struct scoreboard *
scoreboard_new(uint32_t nplaces)
{
	return scoreboard_make(-1, nplaces);
}

struct scoreboard *
scoreboard_attach(int fd)
{
	struct stat st;
	struct scoreboard *b;

	if (fstat(fd, &st) < 0)
		return NULL;
	errno = EINVAL;
	if ((size_t)st.st_size < sizeof *b)
		return NULL;
	b = map(fd, (size_t)st.st_size);
	if (b == NULL)
		return NULL;
	if (b->layout == LAYOUT &&
	    scoreboard_size(b->nplaces) <= (size_t)st.st_size)
		return seal(b);
	(void)munmap(b, (size_t)st.st_size);
	errno = EINVAL;
	return NULL;
}

void
scoreboard_withhold(struct scoreboard *b, bool but_notes)
{
	size_t size = but_notes ? size_without_notes(b->nplaces)
				: scoreboard_size(b->nplaces);

	(void)madvise(b, size, MADV_DONTFORK);
}

struct scoreboard_place *
scoreboard_take(struct scoreboard *b, uint16_t worker)
{
	uint32_t start = b->hint;

	for (uint32_t i = 0; i < b->nplaces; i++) {
		uint32_t at = (uint32_t)(((uint64_t)start + i) % b->nplaces);
		int32_t nobody = 0;

		if (b->place[at].pid != 0 ||
		    !atomic_compare_exchange_strong(
			&b->place[at].pid, &nobody, TAKEN(worker)))
			continue;
		b->place[at].worker = worker;
		b->place[at].idle = false;
		b->place[at].source = 0;
		b->hint = at + 1;
		b->taken++;
		return &b->place[at];
	}
	return NULL;
}

bool
scoreboard_fill(struct scoreboard_place *p, uint16_t worker, pid_t pid)
{
	/*
	 * Does not use p->worker: the place may already belong to another
	 * worker.
	 */
	int32_t was = TAKEN(worker);

	return atomic_compare_exchange_strong(&p->pid, &was, pid) || was == pid;
}

bool
scoreboard_admit(struct scoreboard *b, struct scoreboard_place *p,
    const struct address *peer, uint64_t per_source)
{
	uint64_t source = peer != NULL ? source_of(peer) : 0, n = 0;

	/*
	 * Notes first and counts then, so that of two concurrent connections
	 * none is missed.
	 */
	p->source = source;
	if (source == 0 || per_source == 0 || b->taken <= per_source)
		return true;
	for (uint32_t i = 0; i < b->nplaces; i++)
		n += b->place[i].pid != 0 && b->place[i].source == source;
	return n <= per_source;
}

uint32_t
scoreboard_idle(struct scoreboard *b, struct scoreboard_place *p, bool idle)
{
	struct scoreboard_worker *w =
	    &b->worker[p->worker % SCOREBOARD_WORKERS];

	if (p->idle == idle)
		return w->idle;
	p->idle = idle;
	return idle ? ++w->idle : --w->idle;
}

void
scoreboard_leave(struct scoreboard *b, struct scoreboard_place *p)
{
	(void)scoreboard_idle(b, p, false);
	p->source = 0;
	p->begun_ms = 0;
	b->hint = (uint32_t)(p - b->place);
	/*
	 * The pid is cleared last, since from here on another process may take
	 * the place.  A process that is killed before the count is corrected
	 * leaves it too high.  A count below 0 would be worse: it would mean a
	 * full scoreboard forever.
	 */
	if (atomic_exchange(&p->pid, 0) != 0)
		b->taken--;
}

struct scoreboard_place *
scoreboard_find(struct scoreboard *b, pid_t pid)
{
	for (uint32_t i = 0; i < b->nplaces; i++)
		if (b->place[i].pid == pid)
			return &b->place[i];
	return NULL;
}

void
scoreboard_forget(struct scoreboard *b, pid_t pid)
{
	struct scoreboard_place *p = scoreboard_find(b, pid);

	if (p != NULL)
		scoreboard_leave(b, p);
}

void
scoreboard_abandon(struct scoreboard *b, uint16_t worker)
{
	for (uint32_t i = 0; i < b->nplaces; i++) {
		int32_t taken = TAKEN(worker);

		/* A child of this worker may be about to fill the place. */
		if (atomic_compare_exchange_strong(
			&b->place[i].pid, &taken, ABANDONED))
			scoreboard_leave(b, &b->place[i]);
	}
}

void
scoreboard_begin(struct scoreboard_place *p, uint64_t turn)
{
	p->turn = turn;
	p->begun_ms = 0;
	for (unsigned way = 0; way < SCOREBOARD_ASKS; way++)
		p->asked_ms[way] = 0;
}

void
scoreboard_date(struct scoreboard_place *p, int64_t now_ms)
{
	p->begun_ms = now_ms;
}

/* Returns true if place a is to be asked before place b. */
static bool
is_before(const struct scoreboard_place *a, const struct scoreboard_place *b,
    unsigned way)
{
	int64_t left = a->asked_ms[way], right = b->asked_ms[way];

	return left != right ? left < right : a->turn < b->turn;
}

struct scoreboard_place *
scoreboard_eldest(
    struct scoreboard *b, uint16_t worker, unsigned way, int64_t now_ms)
{
	struct scoreboard_place *best = NULL;

	for (uint32_t i = 0; i < b->nplaces; i++) {
		struct scoreboard_place *p = &b->place[i];
		int64_t asked_ms = p->asked_ms[way];

		if (p->pid <= 0 || p->worker != worker || p->idle ||
		    (asked_ms != 0 && now_ms - asked_ms < AGAIN_MS))
			continue;
		if (best == NULL || is_before(p, best, way))
			best = p;
	}
	if (best != NULL)
		best->asked_ms[way] = now_ms;
	return best;
}

/* Returns true if the pid is a child of this process, without reaping it. */
static bool
is_child(pid_t pid)
{
	siginfo_t unused;

	return waitid(P_PID, (id_t)pid, &unused, WEXITED | WNOHANG | WNOWAIT) ==
	       0;
}

void
scoreboard_signal_one(
    const struct scoreboard_place *p, int number, const struct sandbox *s)
{
	int32_t pid = p->pid;

	if (pid > 0 && is_child(pid))
		(void)sandbox_kill(s, pid, number);
}

void
scoreboard_signal(
    struct scoreboard *b, uint16_t worker, int number, const struct sandbox *s)
{
	for (uint32_t i = 0; i < b->nplaces; i++)
		if (b->place[i].worker == worker)
			scoreboard_signal_one(&b->place[i], number, s);
}

bool
scoreboard_may_tell(struct scoreboard *b, unsigned kind, int64_t now_ms)
{
	int64_t told_ms = b->told_ms[kind];

	return (told_ms == 0 || now_ms - told_ms >= TELL_MS) &&
	       atomic_compare_exchange_strong(
		   &b->told_ms[kind], &told_ms, now_ms);
}
