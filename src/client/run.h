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
 * Returns the exit code.  started_ns is the start of the program, for
 * --timings.
 */
int run_fetches(
    const struct options *, const struct store *, int64_t started_ns);

#endif
