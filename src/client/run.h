/*
 * run -- fetches what the command line asks for, one URL after another.
 *
 *	_exit(run_fetches(&options, store_or_null, clock_mono_ns()));
 */
#ifndef CLIENT_RUN_H
#define CLIENT_RUN_H

#include "client/options.h"
#include "shelf/store.h"

/*
 * Fetches everything and returns the exit code.  The store may be NULL.
 * started_ns is the start of the program, for --timings.
 */
int run_fetches(
    const struct options *, const struct store *, int64_t started_ns);

#endif
