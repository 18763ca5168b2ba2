/*
 * outcome -- reports the outcome of a fetch on standard error, and turns it
 * into an exit code.
 *
 *	code = outcome_tell(&result, &how);
 */
#ifndef CLIENT_OUTCOME_H
#define CLIENT_OUTCOME_H

#include "client/fetch.h"
#include "client/output.h"

struct outcome_how {
	unsigned flags;     /* FLAG_QUIET, FLAG_VERBOSE, FLAG_TIMINGS */
	const char *method; /* the method of the request */
	int64_t started_ns; /* the start of the program, by clock_mono_ns */
};

/*
 * Reports the outcome and returns the exit code.  It does not report an output
 * that failed, which the caller has to do.
 */
int outcome_tell(const struct fetch_result *, const struct outcome_how *);

/*
 * Returns the exit code, which what the output found about its file may change.
 */
int outcome_judge_file(int code, unsigned flags, const struct fetch_result *,
    const struct output *);

/*
 * Returns the exit code of several URLs, given those of the earlier ones and of
 * the last: the first failure, and "not modified" only if it applies to all.
 */
int outcome_combine(int before, int code, unsigned flags, bool first);

/*
 * Returns true if the exit code means a failure.  With --curl, 3 does, since it
 * is an error of curl and not EXIT_NOT_MODIFIED.
 */
bool outcome_is_failure(int code, unsigned flags);

/*
 * Returns the exit code that curl has for this one (curl(1), EXIT CODES), with
 * --curl.
 */
int outcome_curls_code(int code, unsigned flags, const struct fetch_result *,
    const struct output *);

#endif
