/*
 * startup -- opens all that the handler serves from, before the sandbox closes.
 *
 * The order is fixed.  Each step is tried even if an earlier one has failed, so
 * that one start reports all errors; only DocumentRoot needs a configuration
 * without errors.
 *
 *	behind TLS	root is given up before the logs are opened
 *	DocumentRoot	a directory, or one file of it
 *	AccessLog	a file, standard error or nothing
 *	Counters	the site is served without them if they cannot be opened
 *	WriteAuth, Auth	files of passwords, read when a request needs them
 *	the rates' note	of a listener: the sources that rates limit
 *	the rates' file	of a connection without a listener
 *	not behind TLS	root is given up here
 *	CGI		the process of the scripts, if all else is good
 *
 * Everything is kept in server/self.
 */
#ifndef SERVER_STARTUP_H
#define SERVER_STARTUP_H

#include "os/activation.h"
#include "server/options.h"
#include "server/rate_note.h"

#include <stdbool.h>

/*
 * Takes all these steps.  good: the configuration was read without errors.  A
 * path that cannot be opened is logged, and makes the service broken.  Returns
 * false if the process has to end: it could not give up root as configured, or
 * its parent is gone.
 */
bool startup_open(
    const struct options *, enum activation, bool good, struct rate_note *);

#endif
