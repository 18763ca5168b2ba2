/*
 * parallel -- fetches several URLs at the same time (-Z).
 *
 * Each process fetches the next URL that no other has begun, until none is
 * left.  The processes share a table: the place of a URL in it says how far the
 * transfer is and how it ended.  The parent draws one bar for all transfers.
 *
 *	code[n] = PARALLEL_LOST
 *	if (!parallel_run(&job, code, &sum))
 *		no process could be made: the caller fetches one after another
 */
#ifndef CLIENT_PARALLEL_H
#define CLIENT_PARALLEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct parallel_place {
	atomic_uint_least64_t n,
	    whole;       /* bytes; UINT64_MAX if the size is not known */
	atomic_int code; /* the exit code, or one of the following: */
};
enum { PARALLEL_WAITING = -1, PARALLEL_LOST = -2 };

struct parallel_job {
	size_t n;      /* URLs */
	unsigned most; /* processes at the same time, at most CHILD_MOST */
	bool bar, fail_early;
	bool (*is_failure)(int code);
	/* Fetches URL number i, and returns its exit code. */
	int (*fetch)(size_t i, struct parallel_place *);
	/*
	 * Called by each process at its end; the results are added up.  May be
	 * NULL.
	 */
	int64_t (*sum)(void);
};

/*
 * Fetches all URLs, and sets code[i] for each and *sum.  The code of a URL that
 * was not begun, because another one failed, is PARALLEL_WAITING.  The code of
 * a URL whose process ended too early is PARALLEL_LOST.  Returns false, and
 * sets nothing, if no process could be started.
 */
bool parallel_run(const struct parallel_job *, int *code, int64_t *sum);

/*
 * Called in a process that a fetch leaves behind, for which nobody waits.  It
 * closes the copy of a pipe, which would otherwise keep parallel_run from
 * seeing the end.
 */
void parallel_leave(void);

#endif
