/*
 * outcome -- says on standard error what came of a fetch.
 *
 *	code = outcome_tell(&result, &how);
 */
#ifndef CLIENT_OUTCOME_H
#define CLIENT_OUTCOME_H

#include "client/fetch.h"
#include "client/output.h"

struct outcome_how {
	unsigned flags;     /* FLAG_QUIET, FLAG_VERBOSE, FLAG_TIMINGS */
	const char *method; /* that was asked for */
	int64_t started_ns; /* the program, by clock_mono_ns */
};

/* The exit code.  An output that failed is the caller's to explain. */
int outcome_tell(const struct fetch_result *, const struct outcome_how *);

/* The exit code after what only the output file can tell of a fetch. */
int outcome_judge_file(int code, unsigned flags, const struct fetch_result *,
    const struct output *);

/*
 * The exit code of several URLs, one after the other: the first failure, and
 * "not modified" only if it is true of all.  `before` counts unless `first`.
 */
int outcome_combine(int before, int code, unsigned flags, bool first);

/* With --curl, 3 is a failure of curl's and not EXIT_NOT_MODIFIED. */
bool outcome_is_failure(int code, unsigned flags);

/* --curl: the exit code that curl has for this one (curl(1), EXIT CODES). */
int outcome_curls_code(int code, unsigned flags, const struct fetch_result *,
    const struct output *);

#endif
